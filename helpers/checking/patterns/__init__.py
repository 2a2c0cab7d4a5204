"""What the wrong calls of an answer have in common, where no known mistake explains them."""

from helpers.checking.patterns.sentence import in_common

__all__ = ["in_common"]
