"""What a finding says to a steward or a sender, in either language."""
