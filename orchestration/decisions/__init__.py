"""What people decide, proposed by one and approved by another; and what a change would do."""
