"""A small shop: exports that builds in tests read. What belongs here: making them, building them, reading what came out. What does not: assertions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.build import BuildReport, run_build
from orchestration.config import load
from orchestration.publication import connect, content_hash
from warehouse.home import Home

JANUARY, MARCH, JUNE = (datetime(2026, month, 28) for month in (1, 3, 6))
SETTINGS = """
[extractor]
which = ["records", "grammar"]
[encoder]
name = "wordllama"
"""
SOURCES = """
[[sources]]
name = "chat"
format = "interactions"
path = "exports/chat/**/*.jsonl"
[[sources]]
name = "crm"
format = "records"
path = "exports/crm/**/*.jsonl"
"""


def message(person: int, turn: int, speaker: str, text: str, **more: Any) -> dict[str, Any]:
    """One canonical row."""
    return {
        "conversation_id": f"c{person}", "message_id": f"c{person}-{turn}", "channel": "chat", "occurred_at": f"2026-01-{person + 1:02d}T10:{turn:02d}:00Z", "speaker": speaker,
        "identifiers": [{"type": "email", "value": f"ana{person}@example.com"}] if speaker == "customer" else [], "text": text,
    } | more  # fmt: skip


def conversation(person: int) -> list[dict[str, Any]]:
    """A short chat of one person."""
    turns = [
        ("customer", f"Hello, my name is Ana Lopez {person}. My card is 4111 1111 1111 1111."),
        ("agent", "How can I help?"),
        ("customer", f"Please text me, don't call. My order number is A-1002{person}."),
        ("agent", "I will send the refund by Friday."),
        ("customer", "Thanks, that fixed it."),
    ]
    return [message(person, turn, speaker, text) for turn, (speaker, text) in enumerate(turns)]


def record(person: int, city: str, month: int = 1) -> dict[str, Any]:
    """One canonical record."""
    return {
        "record_id": f"r{person}", "updated_at": f"2026-{month:02d}-15T00:00:00Z", "identifiers": [{"type": "email", "value": f"ana{person}@example.com"}],
        "attributes": {"location.city": city, "person.surname": "Lopez"},
    }  # fmt: skip


def put(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> Path:
    """Writes rows as an export."""
    path = folder / "exports" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def shop(folder: Path, sources: str = SOURCES, settings: str = SETTINGS) -> Path:
    """A folder with a configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tellonce.toml").write_text(sources + settings)
    return folder


def home_of(folder: Path) -> Home:
    """The shop's home, with one key for all shops, so that ids can be compared."""
    home = Home(folder / ".tellonce")
    home.root.mkdir(exist_ok=True)
    (home.root / "key").write_text("11" * 32)
    return home


def build(folder: Path, at: datetime | None = None, **options: Any) -> BuildReport:
    """Builds a shop in this process."""
    return run_build(load(folder / "tellonce.toml"), home_of(folder), at=at, **options)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of the analysts' copy."""
    with connect(home_of(folder).published, read_only=True) as database:
        return database.execute(query).fetchall()


LEDGERS = {"fct_builds", "fct_recalls", "fct_deliveries", "fct_erasures", "fct_audit"}


def marts(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all marts but the ledgers, sorted."""
    names = [t for (t,) in rows(folder, "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('marts', 'segment') order by 1")]
    return {name: rows(folder, f"from {name} order by all") for name in names if name.partition('.')[2] not in LEDGERS}


def state(folder: Path) -> str:
    """The hash of all marts but the ledgers, as the program takes it."""
    return content_hash(home_of(folder).published)
