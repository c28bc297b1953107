"""Identities that link nothing: blocked values, and values that too many share. What does not belong here: limits on whole customers (`timeline`)."""

from __future__ import annotations

import fnmatch
import re

import numpy as np
import polars as pl

from transforms.identities.settings import IdentitySettings, is_plural


def is_blocked(nodes: pl.DataFrame, settings: IdentitySettings) -> pl.Series:
    """The identities that a pattern blocks. A pattern meets the value or the whole identity, without case; `0*0` meets zeroes alone."""
    pattern = "|".join(_regex(p) for p in settings.blocked_patterns)
    value, whole = pl.col("value").str.to_lowercase().str.strip_chars(), pl.col("identity").str.to_lowercase()
    fits = value.str.contains(f"^(?:{pattern})$") | whole.str.contains(f"^(?:{pattern})$") | (value == "")
    return nodes.filter(fits & ~pl.col("identity_type").is_in(["conversation", "record"]))["identity"]


def _regex(pattern: str) -> str:
    if re.fullmatch(r"\+?0\*0", pattern):
        return r"\+?0[0 ().-]*"
    translated = fnmatch.translate(pattern.lower())
    return re.sub(r"^\(\?s:(.*)\)\\[Zz]$", r"(?s:\1)", translated)


def shared(links: pl.DataFrame, settings: IdentitySettings) -> pl.DataFrame:
    """Identities first seen with more than `shared_with` others of one type within `shared_window`, and since when that is known.

    Args:
        links: candidate links of identities given together.

    Returns:
        identity, shared_from.
    """
    links = links.filter((pl.col("rule") == "given_together") & pl.col("refusal").is_null())
    sides = pl.concat(
        [links.select(identity=a, other=b, recorded_at="known_from", occurred_at="occurred_at") for a, b in (("identity_a", "identity_b"), ("identity_b", "identity_a"))]
    )
    sides = sides.with_columns(other_type=pl.col("other").str.split_exact(":", 1).struct.field("field_0"))
    plural = [t for t in sides["other_type"].unique() if is_plural(t)]
    sides = sides.filter(~pl.col("other_type").is_in(plural))
    many = sides.group_by("identity", "other_type").agg(pl.col("other").n_unique()).filter(pl.col("other") > settings.shared_with)
    rows = (
        sides.join(many.select("identity", "other_type"), on=["identity", "other_type"], how="semi")
        .sort("recorded_at", "occurred_at")
        .unique(["identity", "other"], keep="first", maintain_order=True)
    )
    window = int(settings.shared_window.total_seconds() * 1_000_000)
    found: dict[str, int] = {}
    for (identity, _), part in rows.partition_by("identity", "other_type", as_dict=True).items():
        known, said = part["recorded_at"].to_physical().to_numpy(), part["occurred_at"].to_physical().to_numpy()
        at = _first_crowd(known, said, settings.shared_with, window)
        if at is not None:
            found[str(identity)] = min(at, found.get(str(identity), at))
    return pl.DataFrame({"identity": list(found), "shared_from": list(found.values())}, schema={"identity": pl.String, "shared_from": pl.Int64}).with_columns(
        pl.col("shared_from").cast(pl.Datetime("us"))
    )


def _first_crowd(known: np.ndarray, said: np.ndarray, limit: int, window: int) -> int | None:
    """The earliest known time at which more than `limit` lie within a window; more evidence never undoes it, so it can be bisected."""

    def crowded(at: int) -> bool:
        times = np.sort(said[known <= at])
        return bool(len(times) > limit and (times[limit:] - times[:-limit] <= window).any())

    times = np.unique(known)
    if not crowded(int(times[-1])):
        return None
    low, high = 0, len(times) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if crowded(int(times[middle])) else (middle + 1, high)
    return int(times[low])


def without_shared(links: pl.DataFrame, settings: IdentitySettings) -> pl.DataFrame:
    """Ends the links of shared identities when their being shared is known. People's decisions stand."""
    crowd = shared(links, settings)
    reason = f"shared: seen with more than {settings.shared_with} others of one type within {settings.shared_window.days} days"
    bounded = links
    for side in ("identity_a", "identity_b"):
        bounded = bounded.join(crowd.rename({"identity": side, "shared_from": f"shared_{side}"}), on=side, how="left")
    at = pl.when(~pl.col("rule").str.starts_with("decision_")).then(pl.min_horizontal("shared_identity_a", "shared_identity_b"))
    bounded = bounded.with_columns(shared_at=at)
    never, ends = pl.col("shared_at") <= pl.col("known_from"), pl.col("shared_at") < pl.coalesce("known_to", pl.datetime(9999, 1, 1))
    bounded = bounded.with_columns(
        refusal=pl.when(pl.col("refusal").is_null() & never).then(pl.lit(reason)).otherwise("refusal"),
        ended_by=pl.when(~never & ends).then(pl.lit(reason)).otherwise("ended_by"),
        known_to=pl.when(~never & ends).then("shared_at").otherwise("known_to"),
    )
    return bounded.select(links.columns)
