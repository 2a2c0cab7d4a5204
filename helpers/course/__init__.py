"""The student's half of the `course` command."""
