"""What holds for every exercise, so that its grades and its hints can be trusted.

A promise is a function that yields the places where an exercise breaks it; the first line of its
docstring is what `course verify` prints. The course's own tests ask the same functions.
"""

from autograder.authoring.promises import calls, careless, mistakes, notebook, solution
from autograder.authoring.promises.promise import DECLARED, Promise

IN_ORDER = (solution, notebook, mistakes, calls, careless)
PROMISES = [
    one for module in IN_ORDER for one in DECLARED if one.function.__module__ == module.__name__
]

__all__ = ["PROMISES", "Promise"]
