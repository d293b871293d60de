-- One row for every figure that is due: what was observed, or that nothing was. Built from who
-- owes, so that a missing report is a row and never a gap. An option of a choice becomes the
-- share of the points that the method gives for it.
{{ agency_observations(ref('int_due_figures'), ref('int_observations')) }}
