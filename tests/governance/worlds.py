"""Random small worlds, with a person to erase, and the same worlds had that person never been. What belongs here: making and building them. What does not: assertions.

The worlds are random in who there is, by which identifiers, on which channels, in which files and containers, who shares a conversation, who says what others
say too, which records link two identifiers, what people decided, which rows do not fit, and how far the build after the first landing went. A world may also have
the probabilistic matcher on, with records of one person that only it brings together, and a language model.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from orchestration.config import load
from orchestration.decisions import Decision, decide
from orchestration.defs.exports import exports
from orchestration.defs.interactions import interactions
from orchestration.defs.links import links
from orchestration.defs.observations import observations
from orchestration.resources import Silent, Store
from orchestration.trying import run_try
from tests.orchestration.build import shop as s
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

CHANNELS = ("chat", "sms", "whatsapp", "voice", "email")
NAMES = ("Filomena Quartermain", "Oduya Brandvold", "Petronella Ashgrove", "Casimir Vantongeren", "Isaura Whitlock", "Tancred Molyneux")
COMMON = ("Yes please.", "It works now.", "Sorry, email me instead.", "I would rather have a window seat.", "Thanks, that fixed it.")
OWN = ("My booking number is KX-{0}.", "My order number is A-{0}.", "I moved to {1} last week.", "Please call me on +44 20 7946 0{2}.", "I am {3}.", "I'm deaf in one ear.")
TOWNS = ("Leeds", "York", "Hull", "Truro", "Dumfries", "Aberystwyth")
LEDGERS = ("exports", "export_reads", "builds", "erasures", "audit", "recalls", "deliveries", "decisions", "activations", "generations", "matchers", "proposals")
FIRST, SECOND, ERASED = datetime(2026, 1, 28), datetime(2026, 2, 20), s.MARCH


@dataclass
class World:
    """One world.

    Attributes:
        seed: what it was drawn from.
        settings: what stands in `tellonce.toml` beside the sources.
        first_stage: how far the build after the first landing goes.
        gone: the persons who are erased.
        files: name to rows, each with the person it belongs to, and the time at which the file lands.
        decisions: what was decided between two persons.
    """

    seed: int
    settings: str = s.SETTINGS
    first_stage: str = "exports"
    gone: set[int] = field(default_factory=set)
    files: dict[str, tuple[datetime, list[tuple[int, dict[str, Any]]]]] = field(default_factory=dict)
    decisions: list[tuple[str, int, int]] = field(default_factory=list)

    def named(self, *persons: int) -> list[str]:
        """Every identity that persons may be known by."""
        return [name for person in sorted(persons) for name in (f"email:{address(person)}", f"phone:{phone(person)}", f"whatsapp:{phone(person)}")]


def address(person: int) -> str:
    return f"{NAMES[person].split()[1].lower()}{person}@example.com"


def phone(person: int) -> str:
    return f"+4420794601{person:02d}"


def matched(settings: str) -> str:
    """Settings with the probabilistic matcher on."""
    return "[identity]\nprobabilistic = {enabled = true, threshold = 0.9}\n" + settings


def modelled(settings: str, url: str) -> str:
    """Settings with a language model among the extractors."""
    return settings.replace('"grammar"]', '"grammar", "llm"]') + f'[extractor.llm]\nendpoint = "{url}"\nmodel = "m"\n'


def claims_everything(turns: list[dict[str, Any]]) -> dict[str, Any]:
    """A language model that takes every sentence of a customer for a fact."""
    said = [turn for turn in turns if turn["speaker"] == "customer"]
    return {"claims": [{"turn": t["turn"], "quote": t["text"], "kind": "fact", "attribute": None, "value": None, "operation": "assert", "statement": None} for t in said]}


def drawn(seed: int, settings: str = s.SETTINGS) -> World:
    """A world of six persons."""
    chance = random.Random(seed)
    world = World(seed, settings, chance.choice(("exports", "observations")))
    world.gone = set(chance.sample(range(6), chance.choice((1, 1, 2))))
    rows: list[tuple[int, dict[str, Any]]] = []
    for person in range(6):
        for talk in range(chance.choice((1, 2, 3))):
            rows += _talk(chance, person, talk)
    a, b = chance.sample(range(6), 2)
    rows += _shared(chance, a, b)
    records = [(person, _record(chance, person, version)) for person in range(6) for version in range(chance.choice((0, 1, 2)))]
    records += [(person, _other_record(person)) for person in sorted({person for person, _ in records}) if "probabilistic" in settings]
    _into_files(chance, world, "chat", rows)
    _into_files(chance, world, "crm", records)
    staying = sorted(set(range(6)) - world.gone)
    world.decisions = [("link", *chance.sample(staying, 2))] if chance.random() < 0.7 else []
    world.decisions += [("unlink", chance.choice(sorted(world.gone)), chance.choice(staying))] if chance.random() < 0.7 else []
    return world


def _talk(chance: random.Random, person: int, talk: int) -> list[tuple[int, dict[str, Any]]]:
    channel, day = chance.choice(CHANNELS), chance.randrange(1, 27)
    kind, value = chance.choice((("email", address(person)), ("phone", phone(person)), ("whatsapp", phone(person)) if channel == "whatsapp" else ("email", address(person).upper())))
    said = []
    for turn in range(chance.randrange(2, 6)):
        is_agent = turn % 2 == 1
        text = "How can I help?" if is_agent else chance.choice((*COMMON, *OWN)).format(88200 + person * 10 + talk, TOWNS[person], f"{10 + person}{talk}", NAMES[person])
        given = [{"type": kind, "value": value}] if not is_agent and turn == 0 else []
        said.append((person, _message(f"t{person}-{talk}", turn, channel, day, "agent" if is_agent else "customer", text, given)))
    return said


def _shared(chance: random.Random, a: int, b: int) -> list[tuple[int, dict[str, Any]]]:
    """Two persons in one conversation; what the agent says belongs to who was named in it first."""
    speakers = [(a, "customer"), (a, "agent"), (b, "customer"), (b, "agent"), (a, "customer")]
    said = []
    for turn, (person, speaker) in enumerate(speakers):
        given = [{"type": "email", "value": address(person)}] if speaker == "customer" else []
        text = chance.choice(COMMON) if speaker == "customer" else "One moment."
        said.append((a if speaker == "agent" else person, _message("shared", turn, "chat", 27, speaker, text, given)))
    return said


def _message(talk: str, turn: int, channel: str, day: int, speaker: str, text: str, given: list[dict[str, str]]) -> dict[str, Any]:
    return {"conversation_id": talk, "message_id": f"{talk}-{turn}", "channel": channel, "occurred_at": f"2026-01-{day:02d}T10:{turn:02d}:00Z", "speaker": speaker,
            "identifiers": given, "text": text}  # fmt: skip


def _record(chance: random.Random, person: int, version: int) -> dict[str, Any]:
    first, surname = NAMES[person].split()
    given = [{"type": "email", "value": address(person)}, {"type": "phone", "value": phone(person)}][: chance.choice((1, 2))]
    attributes = {"person.first_name": first, "person.surname": surname, "location.city": TOWNS[person], "account.status": chance.choice(("open", "closed"))} | _born(person)
    return {"record_id": f"r{person}", "updated_at": f"2026-01-{10 + version}T00:00:00Z", "identifiers": given, "attributes": attributes}


def _other_record(person: int) -> dict[str, Any]:
    """A record of the person under an identifier that stands nowhere else."""
    first, surname = NAMES[person].split()
    attributes = {"person.first_name": first, "person.surname": surname, "location.city": TOWNS[person]} | _born(person)
    return {"record_id": f"s{person}", "updated_at": "2026-01-20T00:00:00Z", "identifiers": [{"type": "loyalty_card", "value": f"LC-7741{person}"}], "attributes": attributes}


def _born(person: int) -> dict[str, str]:
    return {"person.date_of_birth": f"19{60 + person}-0{person + 1}-1{person}", "contact.postal_code": f"LS{person + 1} {person}AB"}


def _into_files(chance: random.Random, world: World, source: str, rows: list[tuple[int, dict[str, Any]]]) -> None:
    """Whole conversations into two or three files, plain or packed, some into two of them, with a row that does not fit."""
    talks: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for person, row in rows:
        talks.setdefault(_bundle(row), []).append((person, row))
    for number in range(chance.choice((2, 3))):
        at = chance.choice((FIRST, SECOND))
        world.files[f"{source}/{number}.jsonl{chance.choice(('', '.gz'))}"] = (at, [(-1, {"nothing": f"{source}{number}"})])
    names = [name for name in world.files if name.startswith(source)]
    for told in talks.values():
        for name in chance.sample(names, chance.choice((1, 1, 1, 2))):
            world.files[name][1].extend(told)


def _bundle(row: dict[str, Any]) -> str:
    """What lands in one file: a record's version, a conversation; of the shared one, each half."""
    if "record_id" in row:
        return str(row["record_id"] + row["updated_at"])
    half = row["message_id"] >= "shared-3" if row["conversation_id"] == "shared" else ""
    return f"{row['conversation_id']}{half}"


def settled(folder: Path, world: World, *, is_without: bool) -> Path:
    """A shop in which the world's files have landed and its decisions are written down; without the erased persons' rows where asked for."""
    s.shop(folder, s.SOURCES.replace(".jsonl", ".jsonl*"), world.settings)
    for at in (FIRST, SECOND):
        for name, (lands_at, rows) in world.files.items():
            kept = [row for person, row in rows if not (is_without and person in world.gone)]
            if lands_at == at and kept:
                data = "".join(json.dumps(row) + "\n" for row in kept).encode()
                path = s.put(folder, name, [])
                path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        s.build(folder, at, select="observations" if at == SECOND else world.first_stage)
    home = s.home_of(folder)
    for word, a, b in world.decisions:
        if not (is_without and {a, b} & world.gone):
            first, second = sorted((f"email:{address(a)}", f"email:{address(b)}"))
            decide(home, Lake(str(home.lake)), Decision(word, identity_a=first, identity_b=second), who="li", at=SECOND)
    return folder


def plainly(store: Store, stages: Sequence[str]) -> None:
    """The assets up to `links`, called one after the other: what Dagster does, without its cost."""
    context = dg.build_asset_context(resources={"store": store})
    for stage, asset in (("exports", exports), ("interactions", interactions), ("observations", observations), ("links", links)):
        if stage in stages:
            made = asset(context)
            list(made) if not isinstance(made, dg.MaterializeResult) else None


def tried(folder: Path) -> None:
    """Draws what a candidate makes of the world. Nothing is published in these worlds, so there is no copy to show it in."""
    text = (folder / "tellonce.toml").read_text()
    (folder / "tellonce.toml").write_text(text.replace("[extractor]\n", '[extractor]\ncandidate = ["grammar", "records"]\n') if "candidate" not in text else text)
    home = s.home_of(folder)
    home.published.touch()
    run_try(config_of(folder), home, Silent())
    home.published.unlink()


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the lake but the ledgers, sorted."""
    lake = Lake(str(s.home_of(folder).lake))
    found = {name: lake.read(name) for name in TABLES if name not in LEDGERS}
    found["links"] = found["links"].with_columns(pl.col("probability").round(2))  # what is said anew of a pair is news from a hundredth on
    found["quarantine"] = found["quarantine"].drop("path", "quarantine_id")  # the two worlds lie in two folders
    return {name: sorted(rows.rows(), key=repr) for name, rows in found.items()}


def linked(folder: Path) -> dict[str, str]:
    """Who is who now."""
    rows = Lake(str(s.home_of(folder).lake)).scan("memberships").filter(pl.col("known_to").is_null()).collect()
    return dict(rows.select("identity", "customer_id").iter_rows())


def config_of(folder: Path) -> Any:
    return load(folder / "tellonce.toml")
