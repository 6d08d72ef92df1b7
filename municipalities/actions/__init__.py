"""What changes the register, and who speaks for the municipalities in it."""
