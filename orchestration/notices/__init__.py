"""What is told by mail: to whom, in which words, and the record of what was sent."""
