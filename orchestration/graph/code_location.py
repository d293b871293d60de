"""What Dagster's own tools load: the graph over the home that ``CSI_HOME`` names."""

from orchestration.graph.definitions import build_definitions, home_of_environment

defs = build_definitions(home_of_environment())
