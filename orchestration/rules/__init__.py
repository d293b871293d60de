"""The rule book as people read and change it, and what a change would do."""
