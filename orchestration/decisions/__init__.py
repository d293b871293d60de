"""What people decide: proposed by one, approved by another, applied by the next run."""
