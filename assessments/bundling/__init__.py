"""Many factsheets in one file: which there are to choose from, and how they are put together."""
