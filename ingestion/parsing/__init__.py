"""Cells into typed values under a contract, nothing guessed."""
