-- The figure of a unit in each geography: its own, or that of its predecessors by the merge policy
-- of the indicator. "pooled" is as if all their agencies were the unit's own.
{{ unit_observations(ref('int_source_observations')) }}
