"""When work is due, and who has more time."""
