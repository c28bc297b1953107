"""A published copy of three customers, as small as a delivery needs. What belongs here: fixtures. What does not: assertions."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orchestration.config.loading import parse
from orchestration.config.models import Config
from orchestration.connectors import RESULTS
from orchestration.delivery_ledger import DeliveryLedger
from warehouse.home import Home
from warehouse.lake import Lake

ANA, BEN, CAM = "a" * 32, "b" * 32, "c" * 32
PROFILES = [
    {"customer_id": ANA, "contact__email": "ana@example.com", "contact__preferred_channel": "sms", "consent__marketing": "yes",
     "last_seen_at": datetime(2026, 3, 1, 12, 30, 0, 123456), "interactions": 3},
    {"customer_id": BEN, "contact__email": "ben@example.com", "contact__preferred_channel": None, "consent__marketing": "yes",
     "last_seen_at": datetime(2026, 3, 2), "interactions": 1},
    {"customer_id": CAM, "contact__email": "zoë@例え.jp", "contact__preferred_channel": "it's =1+1 \"q\", é漢\n2", "consent__marketing": "no",
     "last_seen_at": None, "interactions": 0},
]  # fmt: skip
SCHEMA = {"customer_id": pl.String, "contact__email": pl.String, "contact__preferred_channel": pl.String, "consent__marketing": pl.String,
          "last_seen_at": pl.Datetime("us"), "interactions": pl.Int64}  # fmt: skip
TARGET = """
[[targets]]
name = "crm"
system = "salesforce"
object = "Contact"
key = {TellOnce_Id__c = "customer_id"}
fields = {Email = "contact.email", Channel__c = "contact.preferred_channel"}
max_removals = 0.5
"""


def publish(home: Home, profiles: list[dict[str, Any]], **others: pl.DataFrame) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    home.published.unlink(missing_ok=True)
    with duckdb.connect(str(home.published)) as marts:
        marts.execute("create schema marts")
        for name, frame in {"dim_profiles": pl.DataFrame(profiles, schema=SCHEMA), **others}.items():
            marts.register("rows", frame.to_arrow())
            marts.execute(f"create table marts.{name} as select * from rows")
        marts.execute("comment on column marts.dim_profiles.contact__email is 'the customer''s own'")


def config_of(folder: Path, text: str = TARGET) -> Config:
    return parse(text, folder / "tellonce.toml")


def ledger(home: Home, target: str = "crm", object: str = "Contact") -> DeliveryLedger:
    return DeliveryLedger(home, Lake(str(home.lake)), target, object)


def statuses(home: Home, target: str = "crm", object: str = "Contact") -> dict[str, str]:
    return dict(ledger(home, target, object).held().select("key", "status").iter_rows())


class Memory:
    """A target in memory, that can be told to die at a step."""

    most_rows, most_bytes = 2, 1 << 20

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.effects: list[tuple[str, str]] = []
        self.refused: dict[str, str] = {}
        self.dies_at: str | None = None
        self.batches: dict[str, pl.DataFrame] = {}

    def __call__(self, target: Any, shape: Any, secrets: Any) -> "Memory":
        return self

    def begin(self, operation: str, rows: pl.DataFrame) -> str:
        self._step("begin")
        return f"b{len(self.batches)}"

    def send(self, batch_id: str, operation: str, rows: pl.DataFrame) -> pl.DataFrame:
        self._step("send")
        results = []
        for key, payload in rows.select("key", "payload").iter_rows():
            if key in self.refused and operation == "upsert":
                results.append((key, "rejected", self.refused[key]))
            elif operation == "upsert":
                if self.rows.get(key) != payload:
                    self.effects.append((operation, key))
                self.rows[key] = payload
                results.append((key, "accepted", None))
            else:
                if self.rows.pop(key, None) is not None:
                    self.effects.append((operation, key))
                results.append((key, "removed", None))
        self.batches[batch_id] = pl.DataFrame(results, schema=RESULTS, orient="row")
        self._step("answer")
        return self.batches[batch_id]

    def resume(self, batch_id: str, operation: str, rows: pl.DataFrame) -> pl.DataFrame | None:
        return self.batches.get(batch_id)

    def close(self) -> None:
        pass

    def _step(self, name: str) -> None:
        if self.dies_at == name:
            self.dies_at = None
            raise KeyboardInterrupt


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    publish(home, PROFILES)
    return home
