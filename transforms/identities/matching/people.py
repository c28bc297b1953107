"""People as records describe them, in the form in which they are compared. What does not belong here: how likely two are one."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from transforms.identities.names import tokens
from transforms.identities.settings import is_plural

FIELDS = {
    "name": ("person_name", "person_full_name", "full_name", "name"),
    "given": ("person_first_name", "first_name", "given_name"),
    "family": ("person_surname", "person_last_name", "surname", "last_name", "family_name"),
    "dob": ("person_date_of_birth", "date_of_birth", "birth_date", "dob"),
    "post": ("contact_postal_code", "postal_code", "zip_code", "zip", "postcode"),
    "place": ("person_birth_place", "birth_place", "place_of_birth"),
    "city": ("location_city", "contact_city", "city"),
    "address": ("contact_address", "address", "street"),
    "email": ("contact_email", "email"),
    "phone": ("contact_phone", "phone"),
    "job": ("person_occupation", "occupation", "job_title"),
    "gender": ("person_gender", "gender", "sex"),
}
COMPARED = ("dob", "post", "place", "city", "address", "email", "phone", "job", "gender")
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "doctor",
        "sir",
        "lord",
        "lady",
        "dame",
        "madam",
        "rev",
        "reverend",
        "hon",
        "rt",
        "right",
        "honourable",
        "jr",
        "sr",
        "esq",
        "bt",
        "bart",
        "baronet",
        "baron",
        "baroness",
        "earl",
        "count",
        "countess",
        "viscount",
        "viscountess",
        "duke",
        "duchess",
        "marquess",
        "marquis",
        "prince",
        "princess",
        "king",
        "queen",
        "saint",
        "captain",
        "capt",
        "colonel",
        "col",
        "major",
        "general",
        "gen",
        "admiral",
        "the",
        "of",
        "de",
        "la",
        "le",
        "von",
        "van",
        "and",
    ]
)
"""Words that stand before, after and inside names of many people, and tell none of them from another."""
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?")
RARE = 60
"""A word of a name that so few records have is worth a look at all of them."""
MOST = 14.0
"""Bits that one word can tell at most."""


def people(records: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """One row a record, newest version: identity, source, record_id, known_from (first version), and `FIELDS` in lower case."""
    newest = (
        records.sort("updated_at", "recorded_at", "row_hash")
        .group_by("source", "record_id", maintain_order=True)
        .agg(pl.col("attributes").last(), known_from=pl.col("recorded_at").min())
    )
    rows = [_fields(json.loads(text)) for text in newest["attributes"]]
    fields = pl.DataFrame(rows, schema=dict.fromkeys(FIELDS, pl.String), orient="row")
    given = mentions.filter((pl.col("carrier") == "record") & pl.col("is_valid")).with_columns(
        is_plural=pl.col("identity_type").replace_strict({t: is_plural(t) for t in mentions["identity_type"].unique()}, default=False, return_dtype=pl.Boolean)
    )
    first = given.sort("is_plural", "recorded_at", "occurred_at", "identity").group_by("source", record_id="carrier_id", maintain_order=True).agg(pl.col("identity").first())
    whole = pl.concat([newest.drop("attributes"), fields], how="horizontal").join(first, on=["source", "record_id"], how="left")
    return whole.with_columns(identity=pl.coalesce("identity", pl.format("record:{}:{}", "source", "record_id"))).sort("source", "record_id").with_row_index("unique_id")


def _fields(held: Mapping[str, object]) -> dict[str, str | None]:
    flat = {re.sub(r"[^a-z0-9]+", "_", name.lower()): value for name, value in held.items()}
    found = {field: next((_text(flat[name]) for name in names if _text(flat.get(name))), None) for field, names in FIELDS.items()}
    found["name"] = found["name"] or " ".join(part for part in (found["given"], found["family"]) if part) or None
    return found


def _text(value: object) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    return " ".join(str(value).lower().split()) or None if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def words(names: Sequence[str | None]) -> list[list[str]]:
    """The words of each name that tell people apart."""
    return [[word for word in tokens(name or "") if word not in TITLES and not _ORDINAL.fullmatch(word)] for name in names]


def compared(crowd: pl.DataFrame, said: Sequence[Sequence[str]], groups: Sequence[int], spellings: Mapping[str, str]) -> pl.DataFrame:
    """The columns that the model reads.

    What a word tells (`told`: one number a word, its bits, made unique by its last digits so that lists of them can be intersected and summed in SQL)
    is counted over groups of records taken for one person, its own group left out: copies of one person must not make their name look common.

    Args:
        crowd: what `people` returns.
        said: what `words` returns.
        groups: the group of each record; each its own where nothing is known yet.
        spellings: word to the word it is another spelling of.
    """
    forms = [[spellings.get(word, word) for word in name] for name in said]
    count = Counter(word for _, word in {(group, word) for group, name in zip(groups, forms, strict=True) for word in name})
    held = Counter(word for name in forms for word in set(name))
    total = len(set(groups))
    bits = {word: round(min(MOST, math.log2(total / (n - 0.5))), 4) + place * 1e-9 for place, (word, n) in enumerate(sorted(count.items()))}
    text = [
        pl.Series("name", [" ".join(name) or None for name in forms], dtype=pl.String),
        pl.Series("sorted_name", [" ".join(sorted(name)) or None for name in forms], dtype=pl.String),
        pl.Series("first", [name[0] if name else None for name in forms], dtype=pl.String),
        pl.Series("last", [name[-1] if len(name) > 1 else None for name in forms], dtype=pl.String),
        pl.Series("final", [name[-1] if name else None for name in forms], dtype=pl.String),
        pl.Series("told", [[bits[word] for word in sorted(set(name))] or None for name in forms], dtype=pl.List(pl.Float64)),
        pl.Series("rare", [[word for word in sorted(set(name)) if held[word] <= RARE] for name in forms], dtype=pl.List(pl.String)),
        pl.Series("person", groups, dtype=pl.Int64),
    ]
    return (
        crowd.select("unique_id", *COMPARED)
        .with_columns(*text)
        .with_columns(
            year=pl.col("dob").str.slice(0, 4),
            month_day=pl.col("dob").str.slice(5, 5),
            area=pl.col("post").str.split(" ").list.first(),
            initial=pl.col("first").str.slice(0, 1),
            first3=pl.col("first").str.slice(0, 3),
            final4=pl.col("final").str.slice(0, 4),
        )
    )
