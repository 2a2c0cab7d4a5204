"""What an exercise and a lesson are, and the sheets of right outcomes that are made of them."""
