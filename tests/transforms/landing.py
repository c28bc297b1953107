"""Reading exports in tests, with a fixed key and clock."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from transforms.formats import SourceSettings
from transforms.interactions import read_export
from warehouse.home import Key

KEY = Key(b"k" * 32)
CLOCK = datetime(2024, 6, 1, 12)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
MESSAGE = {
    "conversation_id": "c1",
    "message_id": "m1",
    "channel": "chat",
    "occurred_at": "2024-05-01T10:00:00Z",
    "speaker": "customer",
    "identifiers": [{"type": "email", "value": "Jane@Example.com"}],
    "text": "where is my parcel",
}


def read(data, format_name=None, path="export.jsonl", export_id="e1", recorded_at=CLOCK, **settings):
    data = data.encode() if isinstance(data, str) else data
    found = read_export(data, format_name, path, SourceSettings("src", **settings), export_id, recorded_at, KEY)
    assert found.rows_read == len(found.interactions) + len(found.records) + len(found.quarantine)
    return found


def line(**changes):
    return json.dumps(MESSAGE | changes)


def lines(*rows):
    return "\n".join(rows) + "\n"


def rules(found):
    return list(found.quarantine.select("place", "rule").iter_rows())


def texts(found):
    return found.interactions.get_column("text").to_list()


def attributes(found):
    return {row["record_id"]: json.loads(row["attributes"]) for row in found.records.to_dicts()}


def identities(found):
    return set(found.identity_mentions.get_column("identity"))


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no shared data at {path}")
    return path
