"""The measured protocol: our renderer beside docxtpl, the floor and libraries of other languages, in one run."""
