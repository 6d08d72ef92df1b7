"""Addresses: `office` for who is logged in, `public` for everyone."""
