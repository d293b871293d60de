"""What a reader takes away as files."""
