"""How everything looks and reads: colours, fonts, languages."""
