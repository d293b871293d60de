"""Releases: the gates' facts, who acknowledged what, making one, going back, and their words."""
