"""The statistics of the audit, computed where SQL cannot."""


def model(dbt, session):
    """One row per statistic, node and other node of an assessed index."""
    from dbt_project.audit.statistics import statistics

    dbt.config(materialized="table")
    return statistics(
        {
            "int_assessed_units": dbt.ref("int_assessed_units").df(),
            "int_replicate_cells": dbt.ref("int_replicate_cells").df(),
            "int_replicates": dbt.ref("int_replicates").df(),
            "node": dbt.ref("node").df(),
            "node_rule": dbt.ref("node_rule").df(),
        }
    )
