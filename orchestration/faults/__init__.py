"""What becomes of a home whose commands are killed on their way."""
