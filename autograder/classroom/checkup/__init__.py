"""What is wrong in a class folder, and how to mend it."""
