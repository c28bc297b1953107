"""The folder that a store lives in, and its key. What belongs here: where things are kept. What does not: what is in them."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Home:
    """The paths of one store. Nothing is created until it is written to."""

    root: Path

    @property
    def landing(self) -> Path:
        """Exports as they arrived, named by content hash."""
        return self.root / "landing"

    @property
    def lake(self) -> Path:
        """Delta Lake tables, unless `[lake] uri` puts them elsewhere."""
        return self.root / "lake"

    @property
    def database(self) -> Path:
        """DuckDB file that only a build opens."""
        return self.root / "build" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """Read-only DuckDB copy of the marts for analysts, replaced whole by each build."""
        return self.root / "warehouse.duckdb"

    @property
    def snapshots(self) -> Path:
        """Published snapshots and the pointer to the one in use."""
        return self.root / "snapshots"

    @property
    def cache(self) -> Path:
        """Content-keyed caches: embeddings, trained models. Deleting it loses only time."""
        return self.root / "cache"

    @property
    def encoders(self) -> Path:
        """Files of the encoders that snapshots were made with, so that a machine that only serves can encode a query."""
        return self.root / "encoders"

    @property
    def recall_log(self) -> Path:
        """One JSON Lines file a recalling process, taken into the lake by the next build."""
        return self.root / "recall_log"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME."""
        return self.root / "dagster"

    @property
    def dbt(self) -> Path:
        """dbt's target, logs and the generated half of its project."""
        return self.root / "build" / "dbt"

    @property
    def build_state(self) -> Path:
        """The build under way: its id and clock, so that a killed build is resumed with the same."""
        return self.root / "build" / "state.json"

    @property
    def build_lock(self) -> Path:
        """Held by the process that builds or erases."""
        return self.root / "build" / "lock"

    @cached_property
    def key(self) -> Key:
        """The home's key, made at first use."""
        path = self.root / "key"
        if not path.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_text(secrets.token_hex(32) + "\n")
            draft.chmod(0o600)
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return Key(bytes.fromhex(path.read_text().strip()))


def shared_cache() -> Path:
    """Where models that hold nothing of anybody are kept, once a user: XDG_CACHE_HOME, or ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tellonce"


@dataclass(frozen=True)
class Key:
    """Makes ids that cannot be turned back without the key: BLAKE2b in keyed mode (RFC 7693)."""

    secret: bytes

    def digest(self, *parts: object) -> str:
        """32 hexadecimal digits of the parts, told apart by their borders; None and '' differ."""
        text = "".join("~" if part is None else f"{len(str(part))}:{part}" for part in parts)
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self.secret, digest_size=16).hexdigest()

    def digests(self, frame: pl.DataFrame, *columns: str) -> pl.Series:
        """`digest` of the named columns for every row."""
        return pl.Series([self.digest(*row) for row in frame.select(columns).iter_rows()], dtype=pl.String)
