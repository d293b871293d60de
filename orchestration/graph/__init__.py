"""The whole as Dagster's assets, checks and jobs. Only here is Dagster known."""
