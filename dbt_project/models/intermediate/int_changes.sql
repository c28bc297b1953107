-- What happened to the evidence of a subject at a horizon: the weightiest cause where there are several.
with

evidence as (
    select belief_key, valid_from, known_from, known_to, came_by, went_by from {{ ref('int_evidence') }}
),

arrivals as (
    select belief_key, known_from, max(valid_from) as newest from evidence group by belief_key, known_from
),

known_before as (
    select
        belief_key,
        known_from,
        max(newest) over (partition by belief_key order by known_from rows between unbounded preceding and 1 preceding) as newest_before
    from arrivals
),

causes as (
    select
        evidence.belief_key,
        evidence.known_from as horizon,
        case
            when evidence.came_by <> 'claim' then evidence.came_by
            when evidence.valid_from < known_before.newest_before then 'correction'
            else 'update'
        end as cause
    from evidence
    inner join known_before on evidence.belief_key = known_before.belief_key and evidence.known_from = known_before.known_from
    union all
    select belief_key, known_to as horizon, went_by as cause from evidence where known_to < {{ never() }}
),

weighed as (
    select
        belief_key,
        horizon,
        min(
            case cause
                when 'decision' then 1 when 'merge' then 2 when 'unlink' then 3 when 'policy' then 4
                when 'extractor' then 5 when 'retraction' then 6 when 'correction' then 7 else 8
            end
        ) as weight,
        min(horizon) over (partition by belief_key) as first_horizon
    from causes
    group by belief_key, horizon
),

final as (
    select
        belief_key,
        horizon,
        case
            when weight = 1 then 'decision'
            when weight = 2 then 'merge'
            when weight = 3 then 'unlink'
            when weight = 4 then 'policy'
            when weight = 5 then 'extractor'
            when horizon = first_horizon then 'first'
            when weight = 6 then 'retraction'
            when weight = 7 then 'correction'
            else 'update'
        end as change_reason
    from weighed
)

select * from final
