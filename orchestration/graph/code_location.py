"""What Dagster's own tools load: the graph over the home that ``CSI_HOME`` names."""

from ingestion.home.private_folder import keep_to_owner
from orchestration.graph.definitions import build_definitions, home_of_environment

keep_to_owner()
defs = build_definitions(home_of_environment())
