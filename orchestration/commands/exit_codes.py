"""What every command's help ends with."""

EXIT_CODES = """\b
Exit codes: 0 done; 1 findings, or the run failed; 2 unreadable file or wrong use."""
