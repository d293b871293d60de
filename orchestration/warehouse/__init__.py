"""The one door to DuckDB and dbt, and what is loaded through it."""
