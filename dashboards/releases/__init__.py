"""A release written whole or not at all."""
