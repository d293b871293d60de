"""A sender's bytes into typed rows with a cell address.

Promise: nothing received is ever lost, guessed or run. This package knows forms, files, the raw
store and the ledger; it knows nothing of rules, the index, pages or Dagster.
"""

import os

# openpyxl reads by lxml where that happens to be installed, and then finds other faults in a file:
# what a sender is told must not hang on that. Said before the first import of openpyxl.
os.environ.setdefault("OPENPYXL_LXML", "False")
