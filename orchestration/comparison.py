"""What changed between two builds. What belongs here: finding it in the published marts. What does not: showing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.failures import UsageError
from orchestration.query import connect, plain, run
from warehouse.home import Home

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

_COUNTS = (
    "rows_read", "rows_landed", "rows_quarantined", "interactions", "records", "observations_active", "observations_superseded", "observations_duplicate",
    "observations_retracted", "observations_expired", "claims_refused",
)  # fmt: skip

_BY_CAUSE = """
select {cause} as cause, count(*) as beliefs, count(distinct customer_id) as customers, count(distinct attribute) as attributes
from marts.fct_profile_history where {moment} > ? and {moment} <= ?
group by {cause} order by beliefs desc, cause
"""
_BEGAN = _BY_CAUSE.format(cause="change_reason", moment="known_from")
_ENDED = _BY_CAUSE.format(cause="end_reason", moment="known_to")


def compare(home: Home, first: str, second: str) -> Row:
    """What came to be believed, and ceased to be, after one build and up to another, by cause; and how the counts of the two differ.

    Args:
        home: the store's folder.
        first: a build's id, or enough of its beginning to tell it apart.
        second: another build's.

    Raises:
        UsageError: there is no such build, or more than one.
    """
    with connect(home) as marts:
        one, two = sorted((_build(marts, first), _build(marts, second)), key=lambda b: (b["clock_at"], b["started_at"]))
        span = [one["clock_at"], two["clock_at"]]
        began, ended = (list(run(marts, query, span).dicts()) for query in (_BEGAN, _ENDED))
    counts = {name: {"from": one[name], "to": two[name]} for name in _COUNTS if one[name] != two[name]}
    return plain({"from": _head(one), "to": _head(two), "began": began, "ended": ended, "counts": counts})


def _head(build: Row) -> Row:
    return {name: build[name] for name in ("build_id", "clock_at", "status", "snapshot_id")}


def _build(marts: duckdb.DuckDBPyConnection, written: str) -> Row:
    sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in _COUNTS)
    sql = f"""
        select build_id, min(clock_at) as clock_at, min(started_at) as started_at, min(status) as status, min(snapshot_id) as snapshot_id, {sums}
        from marts.fct_builds where starts_with(build_id, ?) group by build_id order by build_id"""
    found = list(run(marts, sql, [written]).dicts())
    exact = [build for build in found if build["build_id"] == written] or found
    if len(exact) != 1:
        raise UsageError(f"{'no build' if not exact else 'more than one build'} {written}: `tellonce status` lists them")
    return exact[0]
