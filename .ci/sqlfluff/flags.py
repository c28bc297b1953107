"""dbt's flags as models see them, for sqlfluff's Jinja: a run that is not full."""

FULL_REFRESH = False
