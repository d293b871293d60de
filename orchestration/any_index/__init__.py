"""Any index through the engine: a stranger's method and data as CSV files, the same dbt models, and
scores and ranks as a CSV file."""
