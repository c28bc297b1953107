"""What models ask of dbt's own macros, for sqlfluff's Jinja. What does not belong here: a macro of this project."""


def type_string() -> str:
    """The type of texts."""
    return "varchar"
