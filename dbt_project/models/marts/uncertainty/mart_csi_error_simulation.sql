-- What the index said of simulated homes whose truth is known, as shares: how often its intervals
-- held the truth, and how many units it called up or down among those that stayed and those that
-- moved.
select
    shape,
    error_points,
    unit_years,
    cast({{ divide('held_scores', 'unit_years') }} as decimal(9, 4)) as held_scores_share,
    changes,
    cast({{ divide('held_changes', 'changes') }} as decimal(9, 4)) as held_changes_share,
    cast({{ divide('called_still', 'still') }} as decimal(9, 4)) as called_still_share,
    cast({{ divide('called_moved', 'moved') }} as decimal(9, 4)) as called_moved_share
from {{ ref('error_simulation') }}
