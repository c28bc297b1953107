"""What a class of `[classes]` is barred from, kept from it. What belongs here: leaving barred rows out of what is published, sent and stored.

What does not: which class something is of (transforms.classes). A belief or a memory is barred where its attribute is, or where one observation behind it is;
a message, where a barred observation was drawn from it or its own words are of a barred class. Analysts and auditors still see what is stored.
"""

from __future__ import annotations

import polars as pl

from orchestration.resources import Store
from transforms.classes import Classes, holds_any

_IDS = pl.List(pl.String)


def recallable(frames: dict[str, pl.DataFrame], classes: Classes) -> dict[str, pl.DataFrame]:
    """The frames of a snapshot without what is barred from recall.

    Args:
        frames: marts by the names that a snapshot gives them.
        classes: the classes in force.
    """
    barred = classes.barred_from("recall")
    if not barred:
        return frames
    by_attribute = pl.col("attribute").is_in(classes.attributes_barred_from("recall")).fill_null(False)
    is_gone = holds_any(barred) | by_attribute
    gone = frames["observations"].filter(is_gone)
    ids, messages = gone["observation_id"].implode(), gone["interaction_id"].drop_nulls().implode()
    rests_on_gone = pl.col("observation_ids").str.json_decode(_IDS).list.set_intersection(pl.lit(ids)).list.len() > 0
    says_so = holds_any(barred, "told")
    return frames | {
        "observations": frames["observations"].filter(~is_gone),
        "memories": frames["memories"].filter(~is_gone & ~rests_on_gone),
        "beliefs": frames["beliefs"].filter(~by_attribute & ~rests_on_gone),
        "commitments": frames["commitments"].filter(~pl.col("observation_id").is_in(ids)),
        "interactions": frames["interactions"].with_columns(told=classes.of_texts(pl.col("text"))).filter(~pl.col("interaction_id").is_in(messages) & ~says_so).drop("told"),
    }


def undeliverable_rows(table: str, classes: Classes) -> str:
    """A condition of SQL on rows `t` of a mart that names those barred from delivery whole; a profile is never."""
    barred = classes.barred_from("delivery")
    if not barred or table == "dim_profiles":
        return "false"
    held = " or ".join(f"{{0}}.classes like '%\"{name}\"%'" for name in sorted(barred))
    if table == "fct_memories":
        return f"({held.format('t')}{_or_attribute('t', classes)})"
    return f"t.observation_id in (select o.observation_id from marts.fct_observations as o where {held.format('o')}{_or_attribute('o', classes)})"


def undeliverable_cells(classes: Classes) -> str:
    """A query of SQL for the cells of profiles that are barred from delivery: customer_id and attribute."""
    barred = classes.barred_from("delivery")
    held = " or ".join(["false", *(f"m.classes like '%\"{name}\"%'" for name in sorted(barred))])
    return f"select distinct m.customer_id, m.attribute from marts.fct_memories as m where m.is_current and m.attribute is not null and ({held})"


def deliverable(rows: pl.DataFrame, cells: pl.DataFrame, classes: Classes) -> pl.DataFrame:
    """Profiles with barred cells empty: what was sent of them before is taken back by that.

    Args:
        rows: of dim_profiles, with customer_id.
        cells: customer_id and attribute of barred cells.
        classes: the classes in force.
    """
    columns = {name.replace(".", "__") for name in classes.attributes_barred_from("delivery")} & set(rows.columns)
    rows = rows.with_columns(pl.lit(None, rows.schema[name]).alias(name) for name in sorted(columns))
    for (attribute,), of in cells.partition_by("attribute", as_dict=True).items():
        name = str(attribute).replace(".", "__")
        if name in rows.columns:
            rows = rows.with_columns(pl.when(~pl.col("customer_id").is_in(of["customer_id"].implode())).then(pl.col(name)).alias(name))
    return rows


def _or_attribute(table: str, classes: Classes) -> str:
    names = ", ".join(f"'{name}'" for name in classes.attributes_barred_from("delivery"))
    return f" or {table}.attribute in ({names})" if names else ""


def forget_undrawn(store: Store) -> int:
    """Removes, for good, observations of classes that are barred from extraction and were drawn before they were. Returns how many."""
    from orchestration.governance.retention import forget_made

    barred = store.registry.classes.barred_from("extraction")
    if not barred:
        return 0
    rows = store.lake.read("observations")
    kept = store.registry.classes.stamped(rows.drop("classes")).filter(~holds_any(barred)).select(rows.columns)
    if len(kept) < len(rows):
        store.lake.recreate("observations", kept)
        forget_made(store)
        store.trimmed["barred observations"] = len(rows) - len(kept)
    return len(rows) - len(kept)
