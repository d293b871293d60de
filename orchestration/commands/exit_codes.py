"""What the end of a command tells whoever started it: the exit codes, and the lines with which
every command's help ends."""

from collections.abc import Mapping

from ingestion.refusal import Kind

EXIT_CODE: Mapping[Kind, int] = {"findings": 1, "wrong_use": 2, "failed": 3}
EXIT_CODES = """\b
Exit codes: 0 done, held reports included; 1 findings; 2 unreadable file or wrong use; 3 the run
failed."""
