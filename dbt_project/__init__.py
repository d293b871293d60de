"""The dbt project, and in ``audit`` what its Python models import."""
