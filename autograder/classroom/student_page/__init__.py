"""The page that a student gets back: what was right, what was not, and what to do next."""
