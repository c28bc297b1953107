"""Access: everything held about a person, to be handed to them. What belongs here: gathering and writing it. What does not: removing any of it.

One zip: `person.json` for programs, `person.html` for people. Both say of each thing where it came from, who was sent it, and how long it stays.
"""

from __future__ import annotations

import html
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from orchestration import clock
from orchestration.config import Config
from orchestration.delivery_ledger import newest
from orchestration.failures import UsageError
from orchestration.governance import people, plan
from orchestration.publication import connect, rows_of
from warehouse.governance import audit
from warehouse.home import Home
from warehouse.lake import Lake

MARTS = {
    "beliefs": "fct_profile_history", "memories": "fct_memories", "commitments": "fct_commitments", "observations": "fct_observations", "interactions": "fct_interactions",
}  # fmt: skip
_TITLES = {
    "identities": "What you are known by", "beliefs": "What is believed, and was", "memories": "What is remembered", "commitments": "What you were promised",
    "observations": "What it was drawn from", "interactions": "Conversations", "records": "Records from other systems", "answers": "What a language model said of your conversations",
    "candidate_observations": "What extractors that are tried would draw from it", "links": "Why identities are taken for one person",
    "decisions": "What people decided", "recalls": "When it was recalled", "recipients": "Who was sent it", "sources": "Where it came from", "stays": "How long it stays",
}  # fmt: skip

_INNER = ("_id", "_ids", "_hash", "_version", "_start", "_end", "_at_build", "confidence", "place", "digests", "attempts")
"""Ends of names of columns that the page leaves out."""


def gather(config: Config, home: Home, named: str) -> dict[str, Any] | None:
    """Everything held of the customer that an identity belongs to now; None where nothing is.

    Raises:
        UsageError: nothing is published yet.
    """
    from orchestration.lakes import lake_of

    lake = lake_of(config, home)
    if not home.published.exists():
        raise UsageError(f"nothing is published in {home.root}: run `tellonce build`")
    found = plan.make(home, lake, [named], clock.now(), "")
    if not found.identities:
        return None
    held: dict[str, Any] = {"identities": _identities(lake, found)}
    with connect(home.published, read_only=True) as database:
        for name, mart in MARTS.items():
            rows = rows_of(database, f"from marts.{mart}")
            held[name] = rows.filter(pl.col("customer_id").is_in(found.customers)).to_dicts()
    records = lake.read("records").join(found.pairs("records", "record_id"), on=["source", "record_id"])
    held["records"] = [row | {"attributes": json.loads(row["attributes"])} for row in records.to_dicts()]
    mine = pl.Series(found.identities, dtype=pl.String).implode()
    held["answers"] = plan.answers_about(lake, found).to_dicts()
    by_candidate = pl.col("identity").is_in(mine) | pl.col("observation_id").is_in(found.observations)
    held["candidate_observations"] = lake.scan("shadow_observations").filter(by_candidate).collect().to_dicts()
    held["links"] = lake.scan("links").filter(pl.col("identity_a").is_in(mine) | pl.col("identity_b").is_in(mine)).collect().to_dicts()
    held["decisions"] = lake.scan("decisions").filter(pl.col("identity_a").is_in(mine) | pl.col("identity_b").is_in(mine)).collect().to_dicts()
    held["recalls"] = lake.scan("recalls").filter(pl.col("customer_id").is_in(found.customers)).collect().to_dicts()
    held["recipients"] = newest(lake).filter(pl.col("customer_id").is_in(found.customers)).collect().to_dicts()
    held["sources"] = _sources(lake, held)
    held["stays"] = _stays(config, people.held(lake, found.identities))
    return held


def _identities(lake: Lake, found: plan.Plan) -> list[dict[str, Any]]:
    rows = lake.scan("memberships").filter(pl.col("customer_id").is_in(found.customers)).sort("identity", "known_from").collect()
    return rows.to_dicts()


def _sources(lake: Lake, held: dict[str, Any]) -> list[dict[str, Any]]:
    """The exports that the person's messages and records came in."""
    ids = sorted({row["export_id"] for name in ("interactions", "records") for row in held[name]})
    return lake.scan("exports").filter(pl.col("export_id").is_in(ids)).sort("recorded_at").select("source", "path", "recorded_at", "export_id").collect().to_dicts()


def _stays(config: Config, is_held: bool) -> list[dict[str, Any]]:
    """The terms that apply."""
    terms = config.retention
    general = {name: getattr(terms, name) for name in ("landing", "interactions", "observations", "recalls")}
    rows = [{"what": name, "stays": _span(length)} for name, length in general.items()]
    rows += [{"what": f"{kind} {name}", "stays": _span(length)} for kind in ("kinds", "channels", "sources", "states") for name, length in getattr(terms, kind).items()]
    return rows + ([{"what": "everything", "stays": "as long as a legal hold stands on it"}] if is_held else [])


def _span(length: timedelta | None) -> str:
    return "until it is erased" if length is None else f"{length.total_seconds() / 86_400:g} days"


def write(config: Config, home: Home, named: str, out: Path, *, who: str) -> dict[str, int] | None:
    """Writes the zip, readable by its owner only. Returns how many rows of what it holds; None, and no file, where nothing is held."""
    from orchestration.lakes import lake_of

    held = gather(config, home, named)
    if held is None:
        return None
    draft = out.with_name(f".{out.name}.draft")
    draft.touch(mode=0o600)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("person.json", json.dumps(held, default=_plain, ensure_ascii=False, indent=1))
        packed.writestr("person.html", page(held))
    draft.replace(out)
    counts = {name: len(rows) for name, rows in held.items()}
    audit.append(home, lake_of(config, home), "access", home.key.digest("access", named), clock.now(), actor=who, details=counts)
    return counts


def page(held: dict[str, Any]) -> str:
    """What tells a person something, as one HTML page; every value is escaped. What only programs have a use for is in the JSON beside it."""
    shown = {name: rows for name, rows in held.items() if rows}
    contents = "".join(f'<li><a href="#{name}">{_TITLES[name]}</a> ({len(rows):,})</li>' for name, rows in shown.items())
    parts = [_table(name, rows) for name, rows in shown.items()]
    style = "body{font:15px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;margin-bottom:2rem}" \
            "td,th{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:break-word;max-width:30rem}" \
            "section{overflow-x:auto}"  # fmt: skip
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>What is held about you</title><style>{style}</style>'
    about = "<p>Times are UTC. <code>person.json</code>, beside this page, holds the same with every field.</p>"
    return f"{head}<h1>What is held about you</h1>{about}<ul>{contents}</ul>{''.join(parts)}</html>"


def _table(section: str, rows: list[dict[str, Any]]) -> str:
    columns = [name for name in rows[0] if not name.endswith(_INNER) and any(row[name] not in (None, "", "[]", [], False) for row in rows)]
    head = "".join(f"<th>{html.escape(name.replace('_', ' '))}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(_cell(row[name]))}</td>" for name in columns) + "</tr>" for row in rows)
    return f'<section id="{section}"><h2>{html.escape(_TITLES[section])}</h2><table><tr>{head}</tr>{body}</table></section>'


def _cell(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(_plain(value))


def _plain(value: object) -> object:
    return clock.text(value) if isinstance(value, datetime) else value if isinstance(value, str | int | float) else str(value)
