"""A sender's bytes into typed rows with a cell address.

Promise: nothing received is ever lost, guessed or run. This package knows forms, files, the raw
store and the ledger; it knows nothing of rules, the index, pages or Dagster.
"""
