"""What an erasure will take away. What belongs here: finding it, and what to look for afterwards. What does not: taking it away.

A plan holds personal data. It is kept in the build folder, readable by its owner only, until the erasure is verified: an interrupted one goes on from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from orchestration import clock
from orchestration.dbt import PROJECT
from orchestration.governance import people
from orchestration.governance.refusals import digests_of
from orchestration.journal import erasure_state
from warehouse.governance.needles import Needles, counts, needles
from warehouse.home import Home
from warehouse.lake import Lake

RAW = ("interactions", "identity_mentions", "records")
"""Tables of what was handed over. What is drawn from it may change when a person goes; this may not."""
DRAWN = ("observations", "shadow_observations")
"""Tables of what is drawn from it."""
TEXTS = ("text", "value", "raw_value", "statement", "quote", "topic", "record_id", "attributes", "metadata")


@dataclass(frozen=True)
class Plan:
    """One erasure under way.

    Attributes:
        erasure_id: its id.
        requested_at: its clock, as text.
        who: who asked for it.
        identities: every identity of the person.
        customers: the customer ids.
        conversations: (source, conversation_id) that go whole.
        interactions: every interaction that goes, those of whole conversations too.
        single: interactions that go from conversations that others share.
        records: (source, record_id) that go.
        observations: observations that go.
        digests: refused from now on.
        found: counts for the question and the receipt.
        needles: what the scan looks for.
    """

    erasure_id: str
    requested_at: str
    who: str
    identities: list[str]
    customers: list[str]
    conversations: list[tuple[str, str]]
    interactions: list[str]
    single: list[str]
    records: list[tuple[str, str]]
    observations: list[str]
    digests: list[str]
    found: dict[str, int]
    needles: Needles = field(default_factory=lambda: Needles((), (), {}))

    @property
    def at(self) -> datetime:
        """The erasure's clock."""
        return clock.parse(self.requested_at)

    def pairs(self, name: str, column: str) -> pl.DataFrame:
        """`conversations` or `records` as a frame of `source` and that column."""
        return pl.DataFrame(getattr(self, name), schema={"source": pl.String, column: pl.String}, orient="row")


def save(home: Home, plan: Plan) -> None:
    """Keeps the plan, for its owner only."""
    path = erasure_state(home)
    draft = path.with_name(".erasure.draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(plan)))
    draft.replace(path)


def load(home: Home) -> Plan | None:
    """The plan of an erasure that was begun and is not verified."""
    try:
        said = json.loads(erasure_state(home).read_text())
    except FileNotFoundError:
        return None
    wanted = said["needles"]
    said["needles"] = Needles(tuple(wanted["strong"]), tuple(wanted["weak"]), wanted["counted"], tuple(wanted["vectors"]))
    for name in ("conversations", "records"):
        said[name] = [tuple(pair) for pair in said[name]]
    return Plan(**said)


def make(home: Home, lake: Lake, named: Iterable[str], at: datetime, who: str) -> Plan:
    """Finds everything of the customers that the identities belong to now."""
    person = people.resolve(lake, named)
    mine = pl.Series(person.identities, dtype=pl.String).implode()
    mentions = lake.scan("identity_mentions").filter("is_valid").collect()
    turns = lake.scan("interactions").select("interaction_id", "source", "conversation_id").unique().collect()
    talks = _talks(mentions, turns).with_columns(is_mine=pl.col("identity").is_in(mine))
    whole = talks.group_by("source", "conversation_id").agg(pl.col("is_mine").all()).filter("is_mine").select("source", "conversation_id")
    single = _attributed(mentions, turns.join(whole, on=whole.columns, how="anti")).filter(pl.col("identity").is_in(mine))["interaction_id"]
    interactions = turns.join(whole, on=whole.columns, how="semi")["interaction_id"].to_list() + single.to_list()
    records = _records(lake, mentions, person)
    observations = sorted({claim for table in DRAWN for claim in _observations(lake, table, person, whole, single, records)})
    conversations = sorted(whole.iter_rows())
    held = sorted(records.iter_rows())
    plan = Plan(
        home.key.digest("erasure", *person.identities, at)[:24], str(clock.text(at)), who, list(person.identities), list(person.customers), conversations,
        sorted(set(interactions)), sorted(single.to_list()), held, observations, digests_of(home.key, person.identities, conversations, single, held), {},
    )  # fmt: skip
    found = {"identities": len(plan.identities), "conversations": len(conversations), "interactions": len(plan.interactions), "records": len(held),
             "observations": len(plan.observations), "memories": _memories(home, plan)}  # fmt: skip
    return Plan(**{**_fields(plan), "found": found})


def with_needles(home: Home, lake: Lake, plan: Plan) -> Plan:
    """The plan with what to look for when all is gone."""
    from orchestration.governance.vectors import vectors_of

    mine, others, raw = _texts(lake, plan)
    names = [identity.partition(":")[2] for identity in plan.identities]
    forms = [digits for name in names if len(digits := "".join(c for c in name if c.isdigit())) >= 9]
    found = needles([*plan.identities, *names, *(digits[-10:] for digits in forms), *mine], others, _program())
    of_others = counts(list(found.counted), raw)
    counted = {text: of_others.get(text, 0) for text in found.counted}
    return Plan(**{**_fields(plan), "needles": Needles(found.strong, found.weak, counted, tuple(vectors_of(home, plan.customers)))})


def _fields(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__}


def _talks(mentions: pl.DataFrame, turns: pl.DataFrame) -> pl.DataFrame:
    """The identities of every conversation: those given in it, else its own."""
    talk = ["source", "conversation_id"]
    given = mentions.filter(pl.col("carrier") != "record").select(*talk, "identity").drop_nulls().unique()
    unnamed = turns.select(talk).unique().join(given, on=talk, how="anti").with_columns(identity=pl.format("conversation:{}:{}", *talk))
    return pl.concat([given, unnamed])


def _attributed(mentions: pl.DataFrame, turns: pl.DataFrame) -> pl.DataFrame:
    """The identity that a message belongs to, as the marts have it: its own first, else the first of its conversation."""
    order, talk = ["recorded_at", "occurred_at", "identity"], ["source", "conversation_id"]
    own = mentions.filter(pl.col("carrier") == "interaction").sort(order).unique("carrier_id", keep="first", maintain_order=True)
    given = mentions.filter(pl.col("carrier") != "record").sort(order).unique(talk, keep="first", maintain_order=True)
    rows = turns.join(own.select(interaction_id="carrier_id", own="identity"), on="interaction_id", how="left")
    rows = rows.join(given.select(*talk, given="identity"), on=talk, how="left")
    return rows.select("interaction_id", identity=pl.coalesce("own", "given", pl.format("conversation:{}:{}", *talk)))


def _records(lake: Lake, mentions: pl.DataFrame, person: people.Person) -> pl.DataFrame:
    """Records of the person: by an identifier that they give, or by being an identity of the person."""
    mine = pl.Series(person.identities, dtype=pl.String).implode()
    given = mentions.filter((pl.col("carrier") == "record") & pl.col("identity").is_in(mine)).select("source", record_id="carrier_id")
    unnamed = lake.scan("records").select("source", "record_id").unique().filter(pl.format("record:{}:{}", "source", "record_id").is_in(mine)).collect()
    return pl.concat([given, unnamed]).unique()


def _observations(lake: Lake, table: str, person: people.Person, whole: pl.DataFrame, single: pl.Series, records: pl.DataFrame) -> list[str]:
    rows = lake.scan(table)
    mine = pl.col("identity").is_in(pl.Series(person.identities, dtype=pl.String).implode()) & pl.col("interaction_id").is_null()
    parts = [
        rows.filter(mine | pl.col("interaction_id").is_in(single.implode())),
        rows.join(whole.lazy(), on=whole.columns, how="semi"),
        rows.join(records.lazy(), on=records.columns, how="semi"),
    ]
    return pl.concat([part.select("observation_id") for part in parts]).unique().collect()["observation_id"].to_list()


def _texts(lake: Lake, plan: Plan) -> tuple[list[str], pl.Series, pl.Series]:
    """Every text of the person, every text of others, and those of them that were handed over."""
    messages, claims = pl.Series(plan.interactions, dtype=pl.String), pl.Series(plan.observations, dtype=pl.String)
    records = plan.pairs("records", "record_id")
    is_spoken, is_drawn = pl.col("interaction_id").is_in(messages.implode()), pl.col("observation_id").is_in(claims.implode())
    spoken, drawn, held = lake.read("interactions"), pl.concat([lake.read(name) for name in DRAWN]), lake.read("records")
    given = lake.read("identity_mentions")
    by_carrier = pl.col("carrier_id").is_in(messages.implode()) | pl.col("identity").is_in(pl.Series(plan.identities, dtype=pl.String).implode())
    mine_held = held.join(records, on=records.columns, how="semi")
    mine = [*_all(spoken.filter(is_spoken)), *_all(drawn.filter(is_drawn)), *_all(given.filter(by_carrier)), *_values(mine_held), *mine_held["record_id"]]
    mine += _answered(answers_about(lake, plan))
    raw = [spoken.filter(~is_spoken), given.filter(~by_carrier), held.join(records, on=records.columns, how="anti")]
    return mine, raw_texts([*raw, drawn.filter(~is_drawn)]), raw_texts(raw)


def raw_texts(frames: Iterable[pl.DataFrame]) -> pl.Series:
    """The distinct texts of each text column."""
    return pl.Series([text for frame in frames for text in _all(frame)], dtype=pl.String)


def _all(frame: pl.DataFrame) -> Iterator[str]:
    for name in TEXTS:
        if name in frame.columns:
            yield from frame[name].drop_nulls().unique()


def _values(records: pl.DataFrame) -> Iterator[str]:
    """The values of records' fields."""
    for text in records["attributes"]:
        yield from (str(value) for value in json.loads(text).values() if isinstance(value, str | int | float) and not isinstance(value, bool))


def answers_about(lake: Lake, plan: Plan) -> pl.DataFrame:
    """What a language model answered about conversations that hold a message of the person: it may quote any of them."""
    messages = pl.Series(plan.interactions, dtype=pl.String).implode()
    spoken = lake.scan("interactions").filter(pl.col("interaction_id").is_in(messages)).select("source", "conversation_id")
    talks = pl.concat([spoken, plan.pairs("conversations", "conversation_id").lazy()]).unique()
    return lake.scan("answers").join(talks, on=["source", "conversation_id"], how="semi").collect()


def _answered(answers: pl.DataFrame) -> Iterator[str]:
    """The texts of answers' claims."""
    from transforms.extractors.llm import read

    for content in answers["answer"]:
        yield from (value for claim in read(content) if isinstance(claim, dict) for value in claim.values() if isinstance(value, str))


def _memories(home: Home, plan: Plan) -> int:
    from warehouse.recall.snapshot import current, open_current

    if current(home) is None:
        return 0
    opened, total = open_current(home), 0
    for customer in plan.customers:
        place = opened.place(customer)
        if place is not None:
            first, last = opened.slice_of("memories", place)
            total += last - first
    return total


@cache
def _program() -> str:
    """What the program ships as text and lays into every home: dbt's projects, its own and those of its packages."""
    folders = [PROJECT]
    for package in ("dbt", "dbt.adapters"):
        spec = find_spec(package)
        folders += [Path(place) / "include" for place in (spec.submodule_search_locations or [] if spec else [])]
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in {".sql", ".yml", ".md", ".csv"} and path.is_file())
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
