"""How somebody reads what stands in the log of a case file."""
