"""A season's papers from one file."""
