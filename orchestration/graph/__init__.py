"""The pipeline as Dagster's assets, checks and jobs. Only this room imports Dagster."""
