"""What pages look like: their templates, with one style for all."""
