"""Whether a home is whole: each thing in it against what the ledger says. Changes nothing."""
