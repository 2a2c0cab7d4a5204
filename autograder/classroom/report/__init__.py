"""One page on what a class understood."""
