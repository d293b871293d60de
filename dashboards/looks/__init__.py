"""How everything looks and is said: colours, fonts, languages."""
