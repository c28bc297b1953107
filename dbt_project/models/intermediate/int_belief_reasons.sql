-- Why a belief came about. What happened at its horizon says so, unless it is one that comes back where another ended within valid time.
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
        retractions.belief_key is not null as is_at_retraction
    from beliefs
    inner join changes on beliefs.first_belief_key = changes.belief_key and beliefs.known_from = changes.horizon
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
        end as change_reason
    from placed
)

select * from final
