"""A factsheet: what it contains (`content`), how it is made of rows (`drafting`), and its three faces."""
