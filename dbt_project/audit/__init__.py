"""What SQL cannot do in the audit of an index: statistics of its structure and Sobol indices.

The dbt models in ``dbt_project/models/audit`` call it with tables and get tables back. No mart that
a ranking is read from depends on them.
"""
