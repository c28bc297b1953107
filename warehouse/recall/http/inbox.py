"""What clients write: one file a write, for the next build to read. What belongs here: canonical rows and their files. What does not: reading them (a build does).

`inbox/api/` holds exports in the canonical forms `records`; `inbox/decisions/` what a client takes back or corrects; `inbox/uses/` which keys were used, for the
audit chain. A file appears whole, under its last name.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from warehouse.home import Home

SOURCE = "api"
NOTE = "note"
"""The attribute that a written observation is kept as."""
SUMMARY = "conversation_summary"
"""The attribute that a written summary is kept as; its record is named by `summary_record`."""
_CARRIES = ("external_id", "email", "phone", "whatsapp")


@dataclass(frozen=True)
class Record:
    """A row of the canonical `records` form: attributes that one entity has from a moment on."""

    record_id: str
    updated_at: datetime
    identifiers: list[tuple[str, str]]
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """As it is written."""
        at = self.updated_at if self.updated_at.tzinfo is not None else self.updated_at.replace(tzinfo=UTC)
        return {
            "record_id": self.record_id,
            "updated_at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "identifiers": [{"type": kind, "value": value} for kind, value in self.identifiers],
            "attributes": dict(self.attributes),
        }


class Inbox:
    """The inbox of one store."""

    def __init__(self, home: Home) -> None:
        self._root = home.root / "inbox"

    def put_records(self, records: Iterable[Record]) -> str:
        """Lands records as one export. Returns its name."""
        return self._put(SOURCE, "records", [record.row() for record in records])

    def put_decisions(self, decisions: Iterable[Mapping[str, str | None]]) -> str:
        """Lands decisions: `retract` of an observation, `correct` of an attribute, `unlink` of two identities. Returns the file's name."""
        return self._put("decisions", "decisions", [dict(decision) for decision in decisions])

    def put_use(self, digest: str, at: datetime) -> None:
        """Lands that a key was used on a day, by the digest that is kept of it; the day's first time counts."""
        path = self._root / "uses" / f"{digest}-{at:%Y%m%d}.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{uuid.uuid4().hex}")
            draft.write_text(json.dumps({"subject": digest, "at": at.isoformat()}))
            draft.chmod(0o600)
            draft.replace(path)

    def _put(self, folder: str, form: str, rows: list[dict[str, Any]]) -> str:
        place = self._root / folder
        place.mkdir(parents=True, exist_ok=True)
        name = uuid.uuid4().hex
        draft = place / f".{name}"
        with draft.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o600)
        draft.replace(place / f"{name}.{form}.jsonl")
        return name


def carrier(identities: Iterable[str]) -> tuple[str, str] | None:
    """The identity that a written row names its customer by: one, so that a write links nothing that was not linked before."""
    typed = [(kind, value) for kind, _, value in (each.partition(":") for each in identities) if value]
    order = {kind: place for place, kind in enumerate(_CARRIES)}
    return min(typed, key=lambda each: (order.get(each[0], len(order)), each), default=None)
