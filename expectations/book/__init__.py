"""Which rules there are, and which of them hold for a report."""
