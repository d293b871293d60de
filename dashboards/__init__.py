"""Marts into frozen releases of offline HTML pages.

Here belongs what a reader sees: reading the marts, the pages, their charts, the release folder.
No figure is computed here that a mart could hold, and nothing here knows Dagster or dbt.
"""
