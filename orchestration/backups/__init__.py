"""What of a home cannot be computed again, kept in a second place, and a home made from it."""
