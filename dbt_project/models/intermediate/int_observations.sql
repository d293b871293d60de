-- Everything that was observed, in the one observation shape, with the marks of its report: late
-- (received on the day of its deadline or after), waived (a finding was let pass), corrected (one
-- of its cells was).
{{ observations('is_counting') }}
