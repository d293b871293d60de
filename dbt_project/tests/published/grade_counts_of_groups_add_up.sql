-- Ministries and provinces together are all agencies.
with

sums as (
    select
        year as index_year,
        sum(case when entity_type = 'all' then 1 else -1 end * a) as rest_a,
        sum(case when entity_type = 'all' then 1 else -1 end * b) as rest_b,
        sum(case when entity_type = 'all' then 1 else -1 end * c) as rest_c,
        sum(case when entity_type = 'all' then 1 else -1 end * d) as rest_d,
        sum(case when entity_type = 'all' then 1 else -1 end * e) as rest_e,
        sum(case when entity_type = 'all' then 1 else -1 end * total) as rest_total
    from {{ ref('csi_grade_counts') }}
    group by year
)

select
    index_year,
    rest_a,
    rest_b,
    rest_c,
    rest_d,
    rest_e,
    rest_total
from sums
where
    rest_a != 0 or rest_b != 0 or rest_c != 0 or rest_d != 0 or rest_e != 0 or rest_total != 0
