"""A class: its folder, students, gradebook, feedback and reports."""
