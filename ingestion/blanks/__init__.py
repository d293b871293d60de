"""A form on paper: the reader's mirror. What is printed here is what ``parsing`` understands."""
