"""The format checker, held against papers of which is known what is wrong with them."""
