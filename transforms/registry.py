"""The attributes that observations are about. What belongs here: their names, forms and canonical values. What does not: finding them in text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from typing import Any

import polars as pl

from transforms.classes import USES, Classes
from transforms.values import amount, clock, phone

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdwy])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_557_600}
_YES = frozenset({"yes", "y", "true", "1", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})
SENSITIVE = ("sensitive.card_number", "sensitive.government_id", "sensitive.secret")


@dataclass(frozen=True)
class Attribute:
    """One attribute: what it is, which values it takes, and how claims about it are reconciled."""

    name: str
    description: str = ""
    kind: str = "attribute"
    type: str = "text"
    cardinality: str = "one"
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pattern: str | None = None
    examples: tuple[str, ...] = ()
    policy: str = "latest"
    expires_after: int | None = None
    half_life: int | None = None
    retain: int | None = None
    personal: bool = False
    class_: str = "general"
    builtin: bool = False
    aliases: tuple[str, ...] = ()

    def canonical(self, text: str) -> str:
        """The value in the one spelling in which it is kept; text that fits no rule stays as it is, blanks squeezed."""
        plain = " ".join(text.split())
        low = plain.casefold()
        if self.type == "boolean":
            return "yes" if low in _YES else "no" if low in _NO else low
        if self.values:
            return self._spelling.get(_key(low), plain)
        if self.type == "number":
            return amount(low) or plain
        if self.type == "time":
            return clock(low) or plain
        if self.name == "contact.email":
            return low
        if self.name == "contact.phone":
            return phone(plain) or plain
        return plain

    @cached_property
    def _spelling(self) -> dict[str, str]:
        return {_key(word): name for name, words in self.values.items() for word in (*words, name)}


class Registry(Mapping[str, Attribute]):
    """Attributes by name, and the names that stand for them elsewhere."""

    def __init__(self, attributes: Sequence[Attribute], words: Mapping[str, Sequence[str]] | None = None, barred: Mapping[str, Iterable[str]] | None = None) -> None:
        self._attributes = {a.name: a for a in attributes}
        self._aliases = {_key(alias): a.name for a in self._attributes.values() for alias in a.aliases}
        self._aliases |= {_key(name): name for name in self._attributes}
        self.classes = Classes(
            {a.name: a.class_ for a in self._attributes.values()}, {name: tuple(given) for name, given in (words or {}).items()},
            {use: frozenset(names) for use, names in (barred or {}).items()},
        )  # fmt: skip

    def __getitem__(self, name: str) -> Attribute:
        return self._attributes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._attributes)

    def __len__(self) -> int:
        return len(self._attributes)

    @property
    def own(self) -> list[Attribute]:
        """The user's attributes."""
        return [a for a in self._attributes.values() if not a.builtin]

    def match(self, name: str) -> str | None:
        """The attribute that a foreign field name stands for, or None."""
        return name if name in self._attributes else self._aliases.get(_key(name))

    def frame(self) -> pl.DataFrame:
        """The registry as the lake's `attributes` table."""
        from warehouse.tables.registry import TABLES

        rows = [
            {
                "attribute": a.name, "description": a.description or a.name, "kind": a.kind, "type": a.type, "cardinality": a.cardinality, "policy": a.policy,
                "expires_after_seconds": a.expires_after, "half_life_seconds": a.half_life, "retain_seconds": a.retain,
                "is_personal": "yes" if a.personal else "no", "class": a.class_, "is_builtin": "yes" if a.builtin else "no",
            }
            for a in self.values()
        ]  # fmt: skip
        empty = TABLES["attributes"].empty()
        return pl.DataFrame(rows, schema=empty.schema) if rows else empty


def read_registry(builtin_csv: str, own: Sequence[Mapping[str, Any]] = (), classes: Mapping[str, Mapping[str, Any]] | None = None) -> Registry:
    """The built-in seed with the user's own attributes over it.

    Args:
        builtin_csv: text of dbt_project/seeds/attributes.csv.
        own: the `[[attributes]]` of tellonce.toml, or the same as dicts.
        classes: its `[classes]`: to each name, `bar` and `words`.

    Raises:
        ValueError: an attribute without a name, or a pattern that is no regular expression or lacks the group `value`.
    """
    attributes = {a.name: a for a in map(_seeded, csv.DictReader(StringIO(builtin_csv)))}
    for given in own:
        attribute = _given(given)
        attributes[attribute.name] = attribute
    given_classes = classes or {}
    barred = {use: [name for name, given in given_classes.items() if use in given.get("bar", ())] for use in USES}
    return Registry(list(attributes.values()), {name: given.get("words", ()) for name, given in given_classes.items()}, barred)


def seconds(span: str | None) -> int | None:
    """`365d`, `12h`, `1.5y` in seconds; None for nothing.

    Raises:
        ValueError: the text is no span of time.
    """
    if not span:
        return None
    found = _SPAN.fullmatch(span.strip())
    if not found:
        raise ValueError(f"{span!r} is no span of time; write it like '365d' or '12h'")
    return int(float(found[1]) * _SECONDS[found[2]])


def _key(name: str) -> str:
    """The form in which two spellings of a name are the same: Salesforce's `MailingCity__c`, Segment's `mailingCity`, `mailing city`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.removesuffix("__c"))
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _seeded(row: dict[str, str]) -> Attribute:
    return Attribute(
        name=row["attribute"], description=row["description"], kind=row["kind"], type=row["type"], cardinality=row["cardinality"], policy=row["policy"],
        values=_vocabulary(json.loads(row["values"])) if row.get("values") else {}, expires_after=seconds(row["expires_after"]), half_life=seconds(row["half_life"]),
        retain=seconds(row["retain"]), personal=row["personal"] == "yes", class_=row["class"], builtin=True, aliases=tuple(json.loads(row["aliases"])) if row.get("aliases") else (),
    )  # fmt: skip


def _given(row: Mapping[str, Any]) -> Attribute:
    if not row.get("name"):
        raise ValueError("an attribute needs a name")
    values = _vocabulary(row.get("values") or {})
    kind = row.get("type") or ("enum" if values else "text")
    if pattern := row.get("pattern"):
        try:
            groups = re.compile(pattern).groupindex
        except re.error as error:
            raise ValueError(f"attribute {row['name']}: the pattern is no regular expression ({error})") from None
        if "value" not in groups:
            raise ValueError(f"attribute {row['name']}: the pattern needs a group (?P<value>…)")
    return Attribute(
        name=row["name"], description=row.get("description") or "", kind=row.get("kind") or "attribute", type=kind, cardinality=row.get("cardinality") or "one",
        values=values, pattern=pattern, examples=tuple(row.get("examples") or ()), policy=row.get("policy") or "latest",
        expires_after=seconds(row.get("expires_after")), half_life=seconds(row.get("half_life")), retain=seconds(row.get("retain")),
        personal=bool(row.get("personal", False)), class_=row.get("class") or "general", aliases=tuple(row.get("aliases") or ()),
    )  # fmt: skip


def _vocabulary(values: Any) -> dict[str, tuple[str, ...]]:
    if isinstance(values, Mapping):
        return {str(name): tuple(map(str, words)) for name, words in values.items()}
    return {str(name): () for name in values}
