"""Seeds and methods of the dbt project as plain files, for what needs them before a model runs."""
