"""What an erasure will take away. What belongs here: finding it, and what to look for afterwards. What does not: taking it away.

A plan holds personal data. It is kept in the build folder, readable by its owner only, until the erasure is verified: an interrupted one goes on from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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
from warehouse.home import Home, Key
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
        answered: (source, conversation_id, time) of a language model's answers that go.
        digests: refused from now on, a list a customer.
        found: counts for the question and the receipt.
        needles: what the scan looks for.
        removed: counts for the receipt, as they come.
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
    answered: list[tuple[str, str, str]]
    digests: list[list[str]]
    found: dict[str, int]
    needles: Needles = field(default_factory=lambda: Needles((), (), {}))
    removed: dict[str, int] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """The erasure's clock."""
        return clock.parse(self.requested_at)

    @property
    def refused(self) -> frozenset[str]:
        """All digests."""
        return frozenset(digest for each in self.digests for digest in each)

    def taken_answers(self) -> dict[tuple[str, str], list[datetime]]:
        """When the answers that go were given, by conversation."""
        times: dict[tuple[str, str], list[datetime]] = {}
        for source, talk, at in self.answered:
            times.setdefault((source, talk), []).append(clock.parse(at))
        return times

    def pairs(self, name: str, column: str) -> pl.DataFrame:
        """`conversations` or `records` as a frame of `source` and that column."""
        return pl.DataFrame(getattr(self, name), schema={"source": pl.String, column: pl.String}, orient="row")


def save(home: Home, plan: Plan) -> None:
    """Keeps the plan, for its owner only."""
    path = erasure_state(home)
    draft = path.with_name(".erasure.draft")
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(plan)))
    draft.replace(path)


def note(home: Home, plan: Plan, counts: Mapping[str, int]) -> None:
    """Keeps how much goes where, before it goes: an interruption loses no count, and what is done again counts once."""
    for name, number in counts.items():
        plan.removed[name] = max(plan.removed.get(name, 0), number)
    save(home, plan)


def load(home: Home) -> Plan | None:
    """The plan of an erasure that was begun and is not verified."""
    try:
        said = json.loads(erasure_state(home).read_text())
    except FileNotFoundError:
        return None
    wanted = said["needles"]
    said["needles"] = Needles(tuple(wanted["strong"]), tuple(wanted["weak"]), wanted["counted"], tuple(wanted["vectors"]))
    for name in ("conversations", "records", "answered"):
        said[name] = [tuple(each) for each in said[name]]
    return Plan(**said)


def make(home: Home, lake: Lake, named: Iterable[str], at: datetime, who: str) -> Plan:
    """Finds everything of the customers that the identities belong to now."""
    person = people.resolve(lake, named)
    mine = pl.Series(person.identities, dtype=pl.String).implode()
    mentions = lake.scan("identity_mentions").filter("is_valid").collect()
    turns = lake.scan("interactions").select("interaction_id", "source", "conversation_id").unique().collect()
    talks = _talks(mentions, turns).with_columns(is_mine=pl.col("identity").is_in(mine))
    whole = talks.group_by("source", "conversation_id").agg(pl.col("is_mine").all()).filter("is_mine").select("source", "conversation_id")
    theirs = _attributed(mentions, turns.join(whole, on=whole.columns, how="anti")).filter(pl.col("identity").is_in(mine))
    single = theirs["interaction_id"]
    interactions = turns.join(whole, on=whole.columns, how="semi")["interaction_id"].to_list() + single.to_list()
    given = _records(lake, mentions, person)
    records = given.select("source", "record_id").unique()
    observations = sorted({claim for table in DRAWN for claim in _observations(lake, table, person, whole, single, records)})
    conversations = sorted(whole.iter_rows())
    held = sorted(records.iter_rows())
    plan = Plan(
        home.key.digest("erasure", *person.identities, at)[:24], str(clock.text(at)), who, list(person.identities), list(person.customers), conversations,
        sorted(set(interactions)), sorted(single.to_list()), held, observations, [], [], {},
    )  # fmt: skip
    found = {"identities": len(plan.identities), "conversations": len(conversations), "interactions": len(plan.interactions), "records": len(held),
             "observations": len(plan.observations), "memories": _memories(home, plan)}  # fmt: skip
    answered = sorted((source, talk, str(clock.text(at))) for source, talk, at in answers_about(lake, plan).select("source", "conversation_id", "answered_at").iter_rows())
    digests = _digests(home.key, person, talks.join(whole, on=whole.columns), _attributed(mentions, turns.filter(pl.col("interaction_id").is_in(interactions))), given)
    return Plan(**{**_fields(plan), "found": found, "answered": answered, "digests": digests})


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
    return rows.select("interaction_id", *talk, identity=pl.coalesce("own", "given", pl.format("conversation:{}:{}", *talk)))


def _records(lake: Lake, mentions: pl.DataFrame, person: people.Person) -> pl.DataFrame:
    """Records of the person, with the identity that makes them so: one that they give, or that they are."""
    mine = pl.Series(person.identities, dtype=pl.String).implode()
    given = mentions.filter((pl.col("carrier") == "record") & pl.col("identity").is_in(mine)).select("source", "identity", record_id="carrier_id")
    unnamed = lake.scan("records").select("source", "record_id", identity=pl.format("record:{}:{}", "source", "record_id")).unique().filter(pl.col("identity").is_in(mine)).collect()
    return pl.concat([given, unnamed.select(given.columns)]).unique()


def _digests(key: Key, person: people.Person, talks: pl.DataFrame, turns: pl.DataFrame, records: pl.DataFrame) -> list[list[str]]:
    """What to refuse of each customer, so that one of several may be admitted again alone.

    Args:
        key: makes digests.
        person: who goes.
        talks: (source, conversation_id, identity) of conversations that go whole.
        turns: (interaction_id, source, conversation_id, identity) of messages that go.
        records: (source, record_id, identity) of records that go.
    """
    by = ["source", "conversation_id"]
    owner = pl.col("identity").replace_strict(person.owners, default="").alias("owner")
    one_only = talks.with_columns(owner).group_by(by).agg(pl.col("owner").unique()).filter(pl.col("owner").list.len() == 1).explode("owner")
    single = turns.join(one_only, on=by, how="anti").with_columns(owner)
    held = records.with_columns(owner)
    return [
        digests_of(
            key,
            [each for each in person.identities if person.owners.get(each, "") == who],
            one_only.filter(pl.col("owner") == who).select(by).iter_rows(),
            single.filter(pl.col("owner") == who)["interaction_id"],
            held.filter(pl.col("owner") == who).select("source", "record_id").iter_rows(),
        )
        for who in sorted({person.owners.get(each, "") for each in person.identities})
    ]


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
