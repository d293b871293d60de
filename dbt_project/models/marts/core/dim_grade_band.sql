-- From which score each grade of a method starts, and whose mark that is.
select
    method,
    grade,
    score_from,
    status
from {{ ref('band') }}
