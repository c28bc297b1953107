"""Runs extractors over the development sets and scores them: `python -m tests.benchmarks.extraction multidogo_dev --extractors grammar`.

What belongs here: reading the sets, reconciling by the latest claim, printing metrics and the worst errors by class. What does not: the metrics (score.py).
Where the sets are is named by TELLONCE_DATA; the folder above it holds score.py.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import os
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from transforms import sensitive
from transforms.extractors import Extractor
from transforms.observations import Observed, observe
from transforms.registry import Registry, read_registry
from warehouse.home import Key
from warehouse.tables.registry import TABLES

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("TELLONCE_DATA", ROOT.parent / "shared" / "data"))
METRICS = {"multidogo_train": "spans", "multidogo_dev": "spans", "star": "revised", "multiwoz": "revised", "ccpe": "preference", "email_intent": "request,commitment"}


def score_module() -> ModuleType:
    """The metrics, which are not part of this repository."""
    spec = importlib.util.spec_from_file_location("score", DATA.parent / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, Any]]:
    """A gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def half(conversation_id: str) -> int:
    """0 or 1: the half that a conversation falls into, the same on every machine."""
    return hashlib.sha1(conversation_id.encode(), usedforsecurity=False).digest()[0] % 2


def interactions(name: str, part: int | None = None, limit: int | None = None) -> pl.DataFrame:
    """A set's messages in the form of the lake, sensitive numbers masked."""
    given = [r for r in rows(DATA / name / "interactions.jsonl.gz") if part is None or half(r["conversation_id"]) == part][:limit]
    frame = pl.DataFrame([{k: r[k] for k in ("conversation_id", "message_id", "channel", "occurred_at", "speaker", "text")} for r in given])
    frame = frame.with_columns(
        interaction_id=pl.format("{}:{}", pl.lit(name), "message_id"), row_hash=pl.col("message_id"), source=pl.lit(name), language=pl.lit("en"), metadata=pl.lit(None, pl.String),
        occurred_at=pl.col("occurred_at").str.to_datetime(time_zone="UTC").dt.replace_time_zone(None), recorded_at=pl.datetime(2026, 1, 1), export_id=pl.lit("x"), place=pl.int_range(pl.len()),
    )  # fmt: skip
    schema = TABLES["interactions"].empty().schema
    return frame.select(schema.names()).cast(dict(schema))


def registry(name: str) -> Registry:
    """The built-in attributes and the set's own."""
    path = DATA / name / "attributes.toml"
    own = tomllib.loads(path.read_text())["attributes"] if path.exists() else []
    return read_registry((ROOT / "dbt_project" / "seeds" / "attributes.csv").read_text(), own)


def extractors(names: Sequence[str], known: Registry) -> list[Extractor]:
    """Extractors by name, in order of precedence."""
    made: list[Extractor] = []
    for name in names:
        if name == "grammar":
            from transforms.extractors.grammar import GrammarExtractor

            made.append(GrammarExtractor(known))
        elif name == "slots":
            from transforms.extractors.slots import SlotsExtractor

            made.append(SlotsExtractor(known))
        elif name == "exemplars":
            from orchestration.resources import FolderCache
            from transforms.extractors.exemplars import Exemplars
            from warehouse.home import shared_cache

            made.append(Exemplars.train(cache=FolderCache(shared_cache() / "models")))
        else:
            raise SystemExit(f"no extractor {name!r}")
    return made


def masked(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What landing makes of the texts: sensitive numbers masked, and where they were."""
    ordered = frame.sort("conversation_id", "occurred_at", "place").with_columns(before=pl.col("text").shift(1).over("conversation_id")).with_row_index("row")
    spans = sensitive.find(ordered["text"], ordered["before"])
    found = spans.join(ordered.select(pl.col("row").cast(spans.schema["row"]), "interaction_id", "row_hash"), on="row")
    schema = TABLES["sensitive_spans"].empty().schema
    return ordered.with_columns(text=sensitive.mask(ordered["text"], spans)).select(frame.columns), found.select(schema.names()).cast(dict(schema))


def run(name: str, names: Sequence[str], part: int | None = None, limit: int | None = None) -> tuple[pl.DataFrame, Observed, float]:
    """Messages, what was observed, and seconds taken."""
    frame, spans = masked(interactions(name, part, limit))
    known = registry(name)
    chosen = extractors(names, known)
    started = time.perf_counter()
    seen = observe(frame, TABLES["identity_mentions"].empty(), TABLES["records"].empty(), spans, chosen, known, TABLES["activations"].empty(), Key(b"benchmark"))
    return frame, seen, time.perf_counter() - started


def history(observations: pl.DataFrame) -> list[dict[str, Any]]:
    """Beliefs of each conversation by the latest claim: what dbt's reconciliation makes where one source speaks once."""
    made: list[dict[str, Any]] = []
    claims = observations.filter(pl.col("attribute").is_not_null()).sort("valid_from", "quote_start")
    for (conversation, attribute), group in claims.group_by("conversation_id", "attribute", maintain_order=True):
        opened: dict[str, Any] | None = None
        for claim in group.iter_rows(named=True):
            at = claim["valid_from"].isoformat()
            if opened and (claim["operation"] == "retract" or claim["value"] != opened["value"]):
                opened["valid_to"] = at
                opened = None
            if not opened and claim["operation"] == "assert":
                opened = {"customer_id": conversation, "attribute": attribute, "value": claim["value"], "valid_from": at, "valid_to": None, "known_to": None}
                made.append(opened)
    return [row for row in made if row["valid_from"] != row["valid_to"]]


def kept_over_said(frame: pl.DataFrame, observations: pl.DataFrame, known_own: set[str]) -> dict[str, float]:
    """Words of the statements that stay active over words said: all of them, without the set's own attributes, and of free statements alone."""
    words = pl.col("words")
    said = frame.select(pl.col("text").str.count_matches(r"\w+").sum()).item()
    counted = observations.with_columns(words=pl.col("statement").str.count_matches(r"\w+")).filter(pl.col("operation") == "assert").sort("valid_from", "quote_start")
    valued = counted.filter(pl.col("attribute").is_not_null()).unique(["conversation_id", "attribute"], keep="last")
    free = counted.filter(pl.col("attribute").is_null()).unique(["conversation_id", "statement"])
    own = pl.col("attribute").is_in(sorted(known_own))
    parts = {"all": pl.concat([valued, free]), "without the set's own attributes": pl.concat([valued.filter(~own), free]), "free statements": free}
    return {name: round(part.select(words.sum()).item() / said, 3) for name, part in parts.items()}


def turn_shares(frame: pl.DataFrame, observations: pl.DataFrame) -> dict[str, float]:
    """Of the customer's turns, the share with a free statement of each kind."""
    spoken = frame.filter(pl.col("speaker") == "customer")
    told = observations.filter(pl.col("attribute").is_null()).join(spoken.select("interaction_id"), on="interaction_id", how="semi").unique(["interaction_id", "kind"])
    return {kind: round(count / len(spoken), 3) for kind, count in told.group_by("kind").len().sort("len", descending=True).iter_rows()}


def sentence_errors(name: str, frame: pl.DataFrame, observations: pl.DataFrame, kinds: set[str], most: int) -> list[str]:
    """Missed and invented sentences, by the shape of the text, the most frequent classes first."""
    text = dict(frame.select("message_id", "text").iter_rows())
    gold = {g["message_id"]: g["value"] for g in rows(DATA / name / "gold.jsonl.gz") if g["type"] == "sentence" and g["message_id"] in text}
    told = {i.split(":", 1)[1] for i in observations.filter(pl.col("kind").is_in(sorted(kinds)))["interaction_id"].drop_nulls()}
    classes: dict[str, list[str]] = {}
    for message, is_one in gold.items():
        if is_one != (message in told):
            shape = "question" if text[message].rstrip().endswith("?") else "of few words" if len(text[message].split()) < 5 else "long" if len(text[message].split()) > 20 else "statement"
            classes.setdefault(f"{'missed' if is_one else 'invented'}, {shape}", []).append(text[message])
    return _shown(classes, most)


def outcome_errors(name: str, frame: pl.DataFrame, observations: pl.DataFrame, most: int) -> list[str]:
    """Wrong and missing outcomes, by what was right and what was said, with the words quoted for them."""
    last = observations.filter(pl.col("attribute") == "outcome.resolution").sort("valid_from", "quote_start").unique("conversation_id", keep="last")
    said = {c: (v, q) for c, v, q in last.select("conversation_id", "value", "quote").iter_rows()}
    there = set(frame["conversation_id"])
    classes: dict[str, list[str]] = {}
    for g in rows(DATA / name / "gold.jsonl.gz"):
        if g["type"] == "outcome" and g["conversation_id"] in there:
            right, (value, quote) = "resolved" if g["resolved"] else "unresolved", said.get(g["conversation_id"], ("none", ""))
            if right != value:
                classes.setdefault(f"{right} taken for {value}", []).append(quote)
    return _shown(classes, most)


def _shown(classes: dict[str, list[str]], most: int) -> list[str]:
    ranked = sorted(classes.items(), key=lambda item: -len(item[1]))
    return [f"{name}: {len(found)}\n    " + "\n    ".join(text[:140] for text in found[:: max(1, len(found) // most)][:most]) for name, found in ranked]


def measure(name: str, frame: pl.DataFrame, observations: pl.DataFrame, metric: str) -> dict[str, Any]:
    """The set's metric, by score.py, over the conversations in `frame`."""
    score = score_module()
    there = set(frame["conversation_id"].unique())
    kept = set(frame["message_id"])
    gold = [g for g in rows(DATA / name / "gold.jsonl.gz") if (g["conversation_id"] in there if "conversation_id" in g else g["message_id"] in kept)]
    seen = observations.with_columns(status=pl.lit("active")).to_dicts()
    if metric == "spans":
        return score.score_spans(gold, seen, json.loads((DATA / name / "labels.json").read_text()))
    if metric == "revised":
        identities = [{"identity": f"external_id:{c}", "customer_id": c, "known_to": None} for c in there]
        return score.score_revised(gold, history(observations), identities)
    if metric == "outcome":
        return score.score_outcome(gold, seen)
    return score.score_sentences(gold, seen, set(metric.split(",")))


def span_errors(name: str, frame: pl.DataFrame, observations: pl.DataFrame, most: int) -> list[str]:
    """Missed, invented and displaced spans, by class, the most frequent classes first."""
    labels = json.loads((DATA / name / "labels.json").read_text())
    attribute_of = {label: a for a, group in labels["attributes"].items() for label in group}
    wanted_ids = {attribute_of[label] for label in labels["identifiers"]}
    text = dict(frame.select("message_id", "text").iter_rows())
    gold = {(g["message_id"], g["start"], g["end"], attribute_of[g["label"]]) for g in rows(DATA / name / "gold.jsonl.gz") if g["type"] == "span" and g["message_id"] in text}
    gold = {g for g in gold if g[3] in wanted_ids}
    skipped = {g["message_id"] for g in rows(DATA / name / "gold.jsonl.gz") if g["type"] == "skip"}
    seen = {(i.split(":", 1)[1], s, e, a) for i, s, e, a in observations.select("interaction_id", "quote_start", "quote_end", "attribute").iter_rows() if a in wanted_ids}
    seen = {s for s in seen if s[0] not in skipped}
    classes: Counter[str] = Counter()
    shown: dict[str, list[str]] = {}
    for where, rest, label in ((gold, seen, "missed"), (seen, gold, "invented")):
        for message, start, end, attribute in sorted(where - rest):
            near = [r for r in rest if r[0] == message and r[1] < end and start < r[2]] if len(shown) < 10**6 else []
            kind = f"{label} {attribute}" if not near else f"{'border' if near[0][3] == attribute else 'taken for ' + near[0][3]} {attribute}" if label == "missed" else ""
            if kind:
                classes[kind] += 1
                shown.setdefault(kind, []).append(
                    f"[{text[message][start:end]}] in {text[message][:110]!r}" + (f" said [{text[message][near[0][1] : near[0][2]]}]" if near else "")
                )
    return [f"{kind}: {n}\n    " + "\n    ".join(shown[kind][:: max(1, len(shown[kind]) // most)][:most]) for kind, n in classes.most_common(20)]


def main() -> None:
    """Prints one set's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(METRICS))
    parser.add_argument("--extractors", default="grammar,slots")
    parser.add_argument("--metric")
    parser.add_argument("--part", type=int, choices=[0, 1])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--errors", type=int, default=0, help="examples an error class")
    given = parser.parse_args()
    metric = given.metric or METRICS[given.name]
    frame, seen, took = run(given.name, given.extractors.split(","), given.part, given.limit)
    print(f"{len(frame)} messages, {len(seen.observations)} observations, {seen.refused['claims_refused'].sum()} refused, {took:.1f} s")
    print(seen.observations.group_by("kind").len().sort("len", descending=True).rows())
    print("kept / said:", kept_over_said(frame, seen.observations, known_own={a.name for a in registry(given.name).own}))
    print(score_module().shown(measure(given.name, frame, seen.observations, metric)))
    print("share of the customer's turns with a free statement:", turn_shares(frame, seen.observations))
    if given.errors and metric == "outcome":
        print("\n".join(outcome_errors(given.name, frame, seen.observations, given.errors)))
    if given.errors and metric in ("preference", "request,commitment"):
        print("\n".join(sentence_errors(given.name, frame, seen.observations, set(metric.split(",")), given.errors)))
    if given.errors and metric == "spans":
        print("\n".join(span_errors(given.name, frame, seen.observations, given.errors)))


if __name__ == "__main__":
    main()
