"""Words and figures as people write them, knowing no form."""
