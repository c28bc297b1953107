"""Claims of systems of record. What belongs here: fields to attributes. What does not: anything guessed from text."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl

from transforms.registry import Attribute, Registry
from transforms.statements import statement

_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CLAIM = pl.Schema(
    {
        "source": pl.String, "record_id": pl.String, "row_hash": pl.String, "kind": pl.String, "attribute": pl.String, "value": pl.String, "operation": pl.String,
        "statement": pl.String, "quote": pl.String,
    }
)  # fmt: skip


class RecordsExtractor:
    """Each field of a record's version is a claim. A null field takes the attribute back, a field left out says nothing."""

    name = "records"
    version = "1"

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.digest = "none"

    def extract(self, records: pl.DataFrame) -> pl.DataFrame:
        """Claims of rows of the lake's `records`: (source, record_id, row_hash) and what is claimed."""
        rows = []
        versions = records.select("source", "record_id", "row_hash", "updated_at", "attributes").sort("source", "record_id", "updated_at", "row_hash")
        before: tuple[tuple[str, str], dict[str, Any]] = (("", ""), {})
        for source, record_id, row_hash, _, text in versions.iter_rows():
            fields = json.loads(text)
            last = before[1] if before[0] == (source, record_id) else {}
            before = ((source, record_id), last | fields)
            for name, given in fields.items():
                attribute = self._attribute(name)
                for operation, value in _operations(given, last.get(name)):
                    kept = attribute.canonical(value) if value else None
                    rows.append(
                        {
                            "source": source, "record_id": record_id, "row_hash": row_hash, "kind": attribute.kind, "attribute": attribute.name, "value": kept,
                            "operation": operation, "statement": statement(attribute, kept, operation), "quote": value or "null",
                        }
                    )  # fmt: skip
        return pl.DataFrame(rows, schema=_CLAIM) if rows else _CLAIM.to_frame()

    def _attribute(self, name: str) -> Attribute:
        known = self._registry.match(name)
        return self._registry[known] if known else Attribute(f"record.{name}", description=_spoken(name))


def _spoken(name: str) -> str:
    """A field's name in words: `HasOptedOutOfEmail` and `has_opted_out_of_email` are "has opted out of email", of the record."""
    cut = _CAMEL.sub(" ", re.sub(r"__c$", "", name))
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in re.split(r"[\s_.]+", cut) if word)


def _operations(given: Any, last: Any) -> list[tuple[str, str | None]]:
    """What one field's value says, given the value of the version before: (operation, value) pairs."""
    if given is None:
        return [("retract", None)]
    now = [_text(v) for v in given] if isinstance(given, list) else [_text(given)]
    gone = [_text(v) for v in last if _text(v) not in now] if isinstance(given, list) and isinstance(last, list) else []
    return [*(("assert", v) for v in dict.fromkeys(now) if v.strip()), *(("retract", v) for v in gone)]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
