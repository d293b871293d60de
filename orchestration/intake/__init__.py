"""From the landing to a verdict: what waits, how it is judged, what is kept and sent back."""
