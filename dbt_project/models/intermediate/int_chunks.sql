-- Cuts the evidence of a line where nothing on one side can change what is believed on the other: at a plain, orderly claim right after a plain one of
-- another value that was known before (int_confirmations tells what these words mean). It closes the chunk before it, and opens its own. Without this the
-- cost of a subject grows with the cube of its claims.
with

evidence as (
    select * from {{ ref('int_confirmations') }}
),

cuts as (
    select
        line_key,
        place,
        case
            when is_plain = 1 and is_orderly = 1
                and lag(is_plain) over (partition by line_key order by place) = 1
                and lag(value) over (partition by line_key order by place) <> value
                and lag(valid_from) over (partition by line_key order by place) < valid_from
                and lag(known_from) over (partition by line_key order by place) <= known_from
                and coalesce(lead(valid_from) over (partition by line_key order by place), {{ never() }}) > valid_from then 1
            else 0
        end as is_cut
    from evidence
    where is_confirmation = 0
),

numbered as (
    select
        evidence.*,
        coalesce(cuts.is_cut, 0) as is_cut,
        sum(coalesce(cuts.is_cut, 0)) over (partition by evidence.line_key order by evidence.place rows unbounded preceding) as chunk
    from evidence
    left join cuts on evidence.line_key = cuts.line_key and evidence.place = cuts.place
),

placed as (
    select *, 0 as is_closing from numbered
    union all
    select *, 1 as is_closing from numbered where is_cut = 1
),

final as (
    select
        line_key || '/' || cast(chunk - is_closing as {{ dbt.type_string() }}) as chunk_key,
        subject_key,
        belief_key,
        is_closing,
        is_confirmation,
        evidence_id,
        operation,
        value,
        policy,
        authority_rank,
        priority_1,
        priority_2,
        priority_3,
        observed_at,
        valid_from,
        valid_to,
        known_from,
        known_to
    from placed
)

select * from final
