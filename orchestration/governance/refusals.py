"""What an erasure refuses from then on. What belongs here: the digests in force, their end, and exports without the rows they name.

What does not: which rows a digest names (transforms.interactions.refusing).
"""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.config import Config
from orchestration.landing import Found, chunks, landed_path, name_of
from transforms.formats import SourceSettings
from transforms.formats.remainder import nothing_of
from transforms.interactions.refusing import Rest, without
from warehouse.home import Home, Key
from warehouse.lake import Lake


def identity_digest(key: Key, identity: str) -> str:
    """What stands for an identity in a receipt."""
    return key.digest("refused", "identity", identity)


def in_force(lake: Lake) -> frozenset[str]:
    """The digests of all erasures that were begun, without those of customers who were admitted again since."""
    receipts = lake.scan("erasures").select("requested_at", "refusal_digests").collect()
    admitted = lake.scan("decisions").filter(pl.col("decision") == "admit").select("value", "decided_at").collect()
    refused: set[str] = set()
    for requested_at, digests in receipts.iter_rows():
        lifted = {value for value, at in admitted.iter_rows() if at >= requested_at}
        for of_one in _of_each(json.loads(digests)):
            if lifted.isdisjoint(of_one):
                refused |= set(of_one)
    return frozenset(refused)


def _of_each(digests: list[Any]) -> list[list[str]]:
    """Digests by customer; a receipt that names one customer may have them in one list."""
    return [digests] if digests and isinstance(digests[0], str) else digests


def settings_of(config: Config, source: str) -> SourceSettings:
    """A source's settings, as reading takes them."""
    given = next((s for s in config.sources if s.name == source), None)
    return SourceSettings(source, given.default_region if given else None, given.timezone if given else "UTC")


class Filter:
    """Lands files without the rows of persons whose erasure stands.

    Args:
        home: the store.
        config: for its sources' settings.
        refused: the digests in force.
        at: the clock of what lands.
        is_exact: refuse what the digests name and no more; otherwise also what else stands in a conversation that nobody else has.
    """

    def __init__(self, home: Home, config: Config, refused: frozenset[str], at: datetime, *, is_exact: bool = False) -> None:
        self._home, self._config, self._refused, self._at, self._is_exact = home, config, refused, at, is_exact

    def rest(self, source: str, format_name: str | None, path: str, data: bytes) -> Rest | None:
        """What is left of an export; None where nothing in it is refused."""
        return without(data, format_name, path, settings_of(self._config, source), self._at, self._home.key, self._refused, is_exact=self._is_exact)

    def copy(self, file: Found) -> tuple[str, int, str | None]:
        """Lands a file's bytes, or what is left of them. Nothing refused is written.

        Returns:
            The digest and the size of what landed, and the format that reads it where that is another now.
        """
        data = b"".join(chunks(file.path))
        rest = self.rest(file.source, file.format, file.path, data)
        export_id, size = put(self._home, data if rest is None else rest.data, None if rest is None else rest.rows)
        return export_id, size, file.format if rest is None else rest.format


def put(home: Home, data: bytes, refused: int | None = None) -> tuple[str, int]:
    """Writes bytes into landing under their digest, with the number of rows refused beside them; returns digest and size.

    Of an export that nothing is left of, a line without meaning lands, so that its rows are counted once and for itself.
    """
    data = data or nothing_of(uuid.uuid4().hex)
    export_id = name_of(data)
    target = landed_path(home, export_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    if refused is not None:
        _write(refused_path(home, export_id), str(refused).encode())
    _write(target, data)
    return export_id, len(data)


def _write(target: Path, data: bytes) -> None:
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)


def refused_path(home: Home, export_id: str) -> Path:
    """Where it stands how many rows of an export were refused before it landed."""
    return landed_path(home, export_id).with_suffix(".refused")


def rows_refused(home: Home, export_id: str) -> int | None:
    """How many rows of an export were refused before it landed; None where none were."""
    try:
        return int(refused_path(home, export_id).read_text())
    except FileNotFoundError:
        return None


def forget_stamps(home: Home) -> None:
    """Makes the next build look at every file again, as it must when refusals change."""
    for name in ("stamps.json", "stamps.draft"):
        (home.cache / name).unlink(missing_ok=True)


def digests_of(key: Key, identities: Iterable[str], conversations: Iterable[tuple[str, str]], interactions: Iterable[str], records: Iterable[tuple[str, str]]) -> list[str]:
    """The digests of one customer: of the identities, and of what carries none of them but is the customer's all the same."""
    return sorted(
        {
            *(identity_digest(key, identity) for identity in identities),
            *(key.digest("refused", "conversation", *conversation) for conversation in conversations),
            *(key.digest("refused", "interaction", interaction) for interaction in interactions),
            *(key.digest("refused", "record", *record) for record in records),
        }
    )
