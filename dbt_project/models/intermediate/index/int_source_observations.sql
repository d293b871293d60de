-- The agencies of a unit, as it stood then, pooled into one figure per indicator. Only reported
-- figures are pooled; not applicable leaves what was due, missing stays in it.
{{ source_observations(ref('int_agency_observations')) }}
