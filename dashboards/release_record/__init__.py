"""What a release says of itself and of the one before: manifest, gates, comparison."""
