-- What each file of the lake says of each identity, in one number. Only new files are read for it: a table that grew costs what it grew by, one that was
-- written whole is all new.
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_files_that_are_gone() }}") }}
-- depends_on: {{ ref('stg_lake__files') }}
with

fresh as (
    select * from {{ ref('stg_lake__fresh_observations') }}
),

final as (
    select lake_file, identity, {{ fingerprint(observation_columns()) }} as fingerprint
    from fresh
    group by lake_file, identity
)

select * from final
