"""One module a lesson: solutions, test cases, known mistakes and hints."""
