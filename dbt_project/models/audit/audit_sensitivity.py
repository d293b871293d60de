"""Sobol indices of the ranks, computed where SQL cannot."""


def model(dbt, session):
    """One row per assessed index, unit (or the mean shift of ranks) and source of uncertainty."""
    from dbt_project.audit.sensitivity import sensitivity

    dbt.config(materialized="table")
    return sensitivity(
        {
            "int_assessed_units": dbt.ref("int_assessed_units").df(),
            "int_replicate_cells": dbt.ref("int_replicate_cells").df(),
            "int_replicates": dbt.ref("int_replicates").df(),
            "node": dbt.ref("node").df(),
            "node_rule": dbt.ref("node_rule").df(),
            "uncertainty_rule": dbt.ref("uncertainty_rule").df(),
            "uncertainty_choice": dbt.ref("uncertainty_choice").df(),
        },
        before=_before(session, dbt.this.schema, dbt.this.identifier),
    )


def _before(session, schema, table):
    """What the build before left, if there was one: nothing is computed twice."""
    columns = session.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
        [schema, table],
    ).fetchall()
    return session.table(f"{schema}.{table}").df() if ("inputs_hash",) in columns else None
