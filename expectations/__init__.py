"""Rows into findings, and findings into a verdict a steward can act on.

Promise: no submission reaches the index unvalidated. The rules are data (``rules/*.yml`` and the
limits in the contracts), Great Expectations makes every comparison, and a crash of it is a state of
its own. Importing this package stays light: Great Expectations is imported where it validates.
"""
