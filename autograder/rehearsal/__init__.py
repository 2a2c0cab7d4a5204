"""Made-up students, and a whole class played with them."""
