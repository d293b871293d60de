"""The four rooms as Dagster assets, checks and one job, and the ``csi`` command.

Telemetry of every library is switched off here, before any of them is imported.
"""

import os

for _switch, _off in {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}.items():
    os.environ.setdefault(_switch, _off)
