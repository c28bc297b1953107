-- Why a belief came about, and why it ceased to be believed. What happened at its horizon says so, unless it is one that comes back where another ended
-- within valid time.
with

beliefs as (
    select * from {{ ref('int_beliefs') }}
),

changes as (
    select * from {{ ref('int_changes') }}
),

retractions as (
    select distinct belief_key, valid_from from {{ ref('int_evidence') }} where operation = 'retract'
),

placed as (
    select
        beliefs.*,
        changes.change_reason as cause,
        ends.change_reason as end_reason,
        retractions.belief_key is not null as is_at_retraction
    from beliefs
    inner join changes on beliefs.first_belief_key = changes.belief_key and beliefs.known_from = changes.horizon
    left join changes as ends on beliefs.belief_key = ends.belief_key and beliefs.known_to = ends.horizon
    left join retractions on beliefs.first_belief_key = retractions.belief_key and beliefs.valid_from = retractions.valid_from
),

final as (
    select
        belief_id,
        case
            when cause in ('decision', 'merge', 'unlink', 'policy', 'extractor', 'retraction') then cause
            when is_own_start = 0 and is_at_retraction then 'retraction'
            when is_own_start = 0 then 'expiry'
            when cause = 'first' and is_earliest = 0 then 'update'
            else cause
        end as change_reason,
        end_reason
    from placed
)

select * from final
