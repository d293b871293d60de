"""A file's bytes into a grid of cells with addresses. Nothing in a file is run or followed."""
