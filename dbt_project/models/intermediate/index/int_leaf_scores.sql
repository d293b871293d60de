-- Each indicator of each unit and complete year on its scale, by the method's normalisation:
-- between frozen goalposts, by published points, or, marked relative, against the other units.
{{ leaf_scores(ref('int_unit_years'), ref('int_unit_observations')) }}
