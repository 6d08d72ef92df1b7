"""A work sheet to take into the conversation: what it contains, its three faces, and reading it back."""
