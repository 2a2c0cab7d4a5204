"""Checking an answer, at home and at grading."""
