"""What leaves for elsewhere: the students' zip, Gradescope's zip."""
