"""What an instructor runs. Students never get this package."""
