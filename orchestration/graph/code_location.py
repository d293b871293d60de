"""What Dagster's own tools load: the graph over the home that ``CSI_HOME`` names, as of today."""

from orchestration.graph.definitions import build_definitions, home_of_environment
from orchestration.run_context import Run, today

defs = build_definitions(Run(home_of_environment(), today()))
