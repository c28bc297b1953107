"""Reads one customer's profile out of the published marts, on both clocks. What belongs here: which rows answer. What does not: how they came about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from orchestration.query import connect, plain, run
from warehouse.home import Home

if TYPE_CHECKING:
    import duckdb

    from transforms.classes import Classes

Row = dict[str, Any]

_KNOWN = "{0}.known_from <= ? and ({0}.known_to is null or {0}.known_to > ?)"
_KNOWN_NOW = "{0}.known_to is null"
_VALID = "b.valid_from <= ? and (b.valid_to is null or b.valid_to > ?)"


def read(home: Home, identity: str, as_of: datetime | None = None, known_as_of: datetime | None = None, classes: Classes | None = None) -> Row:
    """What was true of a customer at one moment, as known at another.

    Args:
        home: the store's folder.
        identity: `type:value`, normalised, or a customer's id.
        as_of: the moment on the valid clock; without it, the moment of knowledge, or else now.
        known_as_of: the moment on the known clock; without it, the last build's.
        classes: what is barred from recall is left out.

    Returns:
        The object of the contract's `profile --json`. An identity that is unknown, or was at that moment, has customer_id None and empty lists.
    """
    with connect(home) as marts:
        customer = _customer(marts, identity, known_as_of)
        if customer is None:
            return {"customer_id": None, "identities": [], "attributes": []}
        known, times = _at(_KNOWN, _KNOWN_NOW, "d", known_as_of)
        identities = _rows(marts, f"select d.identity from marts.dim_identities d where d.customer_id = ? and {known} order by 1", [customer, *times])
        beliefs = _beliefs(marts, customer, as_of, known_as_of)
        shown = _unbarred(marts, beliefs, classes) if classes else beliefs
        return {"customer_id": customer, "identities": [row["identity"] for row in identities], "attributes": shown}


def history(home: Home, identity: str) -> Row:
    """Every belief there ever was about a customer, in the order it came to be known: the quotes it rests on, what it replaced, which recalls returned it, who was sent it.

    A belief about a customer that the identity belonged to for a while is told as far as the two overlap on the known clock.
    """
    with connect(home) as marts:
        current = _customer(marts, identity, None)
        rows = _rows(marts, _HISTORY, [identity, identity])
        ids = sorted({i for row in rows for i in _ids(row["observation_ids"])})
        support = _support(marts, ids)
        told = _Use.of(marts, sorted({row["customer_id"] for row in rows}))
    changes = [
        _told({name: value for name, value in row.items() if name != "belief_id"})
        | {"evidence": [support[i] for i in _ids(row["observation_ids"]) if i in support]}
        | {"replaced": _replaced(row, rows), "recalls": told.recalls_of(row), "sent_to": told.targets_of(row)}
        for row in rows
    ]
    return {"customer_id": current, "changes": changes}


@dataclass(frozen=True)
class _Use:
    """What recalls returned of customers, and what targets were last sent of them."""

    recalls: list[Row]
    deliveries: list[Row]

    @classmethod
    def of(cls, marts: duckdb.DuckDBPyConnection, customers: list[str]) -> _Use:
        recalls = "select recall_id, recalled_at, memory_ids from marts.fct_recalls where customer_id in (select unnest(?)) order by recalled_at, recall_id"
        sent = """select target, object, status, changed_at, payload, customer_id from marts.fct_deliveries
            where customer_id in (select unnest(?)) and operation = 'upsert' and payload is not null order by target, object"""
        return cls(_rows(marts, recalls, [customers]), _rows(marts, sent, [customers])) if customers else cls([], [])

    def recalls_of(self, belief: Row) -> list[Row]:
        """The recalls that returned a belief's memory."""
        return [{"recall_id": row["recall_id"], "recalled_at": plain(row["recalled_at"])} for row in self.recalls if belief["belief_id"] in _ids(row["memory_ids"])]

    def targets_of(self, belief: Row) -> list[Row]:
        """The targets whose last row of the customer holds a belief's value."""
        rows = [row for row in self.deliveries if row["customer_id"] == belief["customer_id"] and belief["value"] in map(str, json.loads(row["payload"]).values())]
        return [{name: plain(row[name]) for name in ("target", "object", "status", "changed_at")} for row in rows]


def _replaced(belief: Row, rows: list[Row]) -> list[str]:
    """The other values of the attribute that ceased to be believed when this one began to be."""
    gone = [row for row in rows if row["attribute"] == belief["attribute"] and row["known_to"] == belief["known_from"] and row["customer_id"] == belief["customer_id"]]
    return sorted({row["value"] for row in gone} - {belief["value"]})


_HISTORY = """
with memberships as (select customer_id, known_from, known_to from marts.dim_identities where identity = ? or customer_id = ?)
select distinct
    b.known_from, b.known_to, b.customer_id, b.attribute, b.value, b.valid_from, b.valid_to, b.is_current, b.change_reason, b.observation_ids, b.belief_id
from marts.fct_profile_history as b
inner join memberships as m on b.customer_id = m.customer_id
where (m.known_to is null or b.known_from < m.known_to) and (b.known_to is null or m.known_from < b.known_to)
order by b.known_from, b.attribute, b.valid_from, b.value
"""


def _rows(marts: duckdb.DuckDBPyConnection, sql: str, given: list[object]) -> list[Row]:
    return list(run(marts, sql, given).dicts())


def _at(at_moment: str, at_end: str, table: str, moment: datetime | None) -> tuple[str, list[object]]:
    return (at_end.format(table), []) if moment is None else (at_moment.format(table), [moment, moment])


def _customer(marts: duckdb.DuckDBPyConnection, identity: str, known_as_of: datetime | None) -> str | None:
    known, times = _at(_KNOWN, _KNOWN_NOW, "d", known_as_of)
    rows = _rows(
        marts,
        f"select d.customer_id from marts.dim_identities d where (d.identity = ? or d.customer_id = ?) and {known} order by d.identity = ? desc limit 1",
        [identity, identity, *times, identity],
    )
    return rows[0]["customer_id"] if rows else None


def _beliefs(marts: duckdb.DuckDBPyConnection, customer: str, as_of: datetime | None, known_as_of: datetime | None) -> list[Row]:
    known, given = _at(_KNOWN, _KNOWN_NOW, "b", known_as_of)
    if moment := as_of or known_as_of:
        valid, given = _VALID, [*given, moment, moment]
    else:
        valid = "b.is_current"
    sql = f"""
        select b.attribute, b.value, b.valid_from, b.valid_to, b.known_from, b.known_to, b.observation_ids
        from marts.fct_profile_history b where b.customer_id = ? and {known} and {valid} order by b.attribute, b.valid_from, b.value"""
    return [_told(row) for row in _rows(marts, sql, [customer, *given])]


def _unbarred(marts: duckdb.DuckDBPyConnection, beliefs: list[Row], classes: Classes) -> list[Row]:
    """Beliefs that may be recalled."""
    barred, attributes = classes.barred_from("recall"), classes.attributes_barred_from("recall")
    if not barred:
        return beliefs
    ids = sorted({i for row in beliefs for i in row["observation_ids"]})
    held = _rows(marts, "select observation_id, classes from marts.fct_observations where observation_id in (select unnest(?))", [ids])
    gone = {row["observation_id"] for row in held if barred & set(json.loads(row["classes"]))}
    return [row for row in beliefs if row["attribute"] not in attributes and not gone & set(row["observation_ids"])]


def _told(row: Row) -> Row:
    return {name: plain(value) for name, value in row.items()} | {"observation_ids": _ids(row["observation_ids"])}


def _ids(held: str | list[str] | None) -> list[str]:
    """Lists are JSON text in the marts, so that they are the same on every warehouse."""
    return json.loads(held) if isinstance(held, str) else list(held or [])


def _support(marts: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, Row]:
    sql = """
        select observation_id, quote, statement, conversation_id, interaction_id, source, channel, authority, observed_at, status
        from marts.fct_observations where observation_id in (select unnest(?))"""
    return {row["observation_id"]: {k: plain(v) for k, v in row.items()} for row in _rows(marts, sql, [ids])} if ids else {}
