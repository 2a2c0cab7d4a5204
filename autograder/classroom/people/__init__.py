"""Who is in a class, and who hands in together."""
