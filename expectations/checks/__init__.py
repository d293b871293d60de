"""Each family of rules into rows of one frame, and the one door to Great Expectations."""
