"""What records and statements say that can be matched: identifiers by family, names, post codes. What does not belong here: which match is believed."""

from __future__ import annotations

import json
import re

import polars as pl

from transforms.identities.names import plain

FACT = {"source": pl.String, "record_id": pl.String, "family": pl.String, "match": pl.String, "target": pl.String, "known_from": pl.Datetime("us")}
NAME, FIRST, LAST, POST = "name", "first_name", "surname", "postal_code"
_PEOPLE = {
    "person_name": NAME,
    "person_full_name": NAME,
    "full_name": NAME,
    "name": NAME,
    "person_first_name": FIRST,
    "first_name": FIRST,
    "person_surname": LAST,
    "person_last_name": LAST,
    "surname": LAST,
    "last_name": LAST,
    "contact_postal_code": POST,
    "postal_code": POST,
    "zip_code": POST,
    "zip": POST,
    "postcode": POST,
}
_FAMILIES = {
    "email": "email",
    "phone": "phone",
    "whatsapp": "phone",
    "mobile": "phone",
    "order": "order",
    "purchase": "order",
    "booking": "booking",
    "reservation": "booking",
    "confirmation": "booking",
    "username": "user",
    "user": "user",
    "login": "user",
    "account_username": "user",
    "external": "user",
    "account": "account",
    "customer": "account",
}
_SUFFIX = re.compile(r"_(?:number|no|id|reference|ref|code)$")
LEAST = 5
"""Letters and digits that a number needs before it points to one record; the last four digits of something do not."""


def family(name: str) -> str | None:
    """Which family of identifiers or facts a type or an attribute is of; null for what can't lead to a record."""
    flat = name.lower().replace(".", "_").replace("-", "_")
    if flat in _PEOPLE:
        return _PEOPLE[flat]
    stem = _SUFFIX.sub("", flat).removeprefix("contact_").removeprefix("record_")
    if stem in _FAMILIES:
        return _FAMILIES[stem]
    return stem if _SUFFIX.search(flat) and not flat.startswith("sensitive") else None


def matched(kind: str, value: str) -> str | None:
    """A value in the form in which two of a family are equal, or null where it is too little to go by."""
    if kind in (NAME, FIRST, LAST):
        return plain(value) or None
    if kind == "email":
        return value.strip().lower() if "@" in value else None
    flat = re.sub(r"[\W_]", "", value).casefold()
    if kind == POST:
        return flat or None
    if kind == "phone":
        digits = re.sub(r"\D", "", flat)
        return digits[-10:] if len(digits) >= 7 else None
    return flat if len(flat) >= LEAST and any(c.isdigit() for c in flat) else None


def of_statements(observations: pl.DataFrame) -> pl.DataFrame:
    """What customers state of themselves: identity, family, match, evidence, known_from, known_to."""
    said = observations.filter(
        (pl.col("authority") == "customer")
        & (pl.col("operation") == "assert")
        & pl.col("interaction_id").is_not_null()
        & pl.col("attribute").is_not_null()
        & pl.col("value").is_not_null()
    )
    said = said.select(
        "identity",
        "attribute",
        "value",
        evidence="interaction_id",
        known_from=pl.max_horizontal("recorded_at", "activated_at"),
        known_to=pl.min_horizontal("retired_at", "deactivated_at"),
    ).filter(pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("known_from")))
    said = _in_families(said)
    return said.group_by("identity", "family", "match", "known_to").agg(pl.col("evidence", "known_from").sort_by("known_from", "evidence").first())


def _in_families(rows: pl.DataFrame) -> pl.DataFrame:
    kinds = {attribute: kind for attribute in rows["attribute"].unique() if (kind := family(attribute))}
    pairs = rows.filter(pl.col("attribute").is_in(list(kinds))).select("attribute", "value").unique()
    forms = [matched(kinds[attribute], value) for attribute, value in pairs.iter_rows()]
    pairs = pairs.with_columns(family=pl.Series([kinds[attribute] for attribute in pairs["attribute"]], dtype=pl.String), match=pl.Series(forms, dtype=pl.String))
    return rows.join(pairs, on=["attribute", "value"]).filter(pl.col("match").is_not_null())


def of_records(mentions: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """What records say, with the identity a match of it leads to: the identifier itself, or the record's first."""
    given = mentions.filter((pl.col("carrier") == "record") & pl.col("is_valid")).rename({"carrier_id": "record_id"})
    firsts = given.sort("recorded_at", "occurred_at", "identity").group_by("source", "record_id", maintain_order=True).agg(first=pl.col("identity").first())
    named = given.select("source", "record_id", attribute="identity_type", value="value", target="identity", known_from="recorded_at")
    held = _attributes(records).join(firsts, on=["source", "record_id"]).rename({"first": "target"})
    rows = _in_families(pl.concat([named, held.select(named.columns)]))
    is_own = pl.col("target") == pl.format("{}:{}", "attribute", "value")
    rows = rows.sort("known_from", is_own.not_(), "target").group_by("source", "record_id", "family", "match", maintain_order=True).agg(pl.col("target", "known_from").first())
    return rows.select(*FACT)


def _attributes(records: pl.DataFrame) -> pl.DataFrame:
    rows: list[tuple] = []
    for source, record_id, recorded_at, text in records.select("source", "record_id", "recorded_at", "attributes").iter_rows():
        held = {name: value for name, value in json.loads(text).items() if value is not None}
        parts = {family(name): value for name, value in held.items() if family(name) in (NAME, FIRST, LAST)}
        if NAME not in parts and FIRST in parts and LAST in parts:
            held[NAME] = f"{parts[FIRST]} {parts[LAST]}"
        rows += [(source, record_id, name, str(one), recorded_at) for name, value in held.items() if family(name) for one in (value if isinstance(value, list) else [value])]
    return pl.DataFrame(rows, schema={"source": pl.String, "record_id": pl.String, "attribute": pl.String, "value": pl.String, "known_from": pl.Datetime("us")}, orient="row")
