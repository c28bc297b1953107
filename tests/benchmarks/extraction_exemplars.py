"""What the exemplars extractor reaches by itself on the development data, out of the box and with a user's exemplars.

    python -m tests.benchmarks.extraction_exemplars [--data DIR] [--score FILE] [--sets ccpe,…] [--errors]

Exemplars are halves by a hash of the conversation id: one half teaches, the other is measured, then the other way round (MultiDoGO: its
train part teaches, its dev part is measured). What belongs here: measuring. What doesn't: floors and metrics (score.py beside the data).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import polars as pl

from transforms.extractors import TURNS
from transforms.extractors.exemplars import Exemplars, Lines, parse

SHARED = Path(__file__).resolve().parents[3] / "shared"

Row = dict[str, Any]
MAIL_SHARE = 0.31


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]


def half(conversation: str) -> int:
    return int(hashlib.sha1(conversation.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def turns(rows: list[Row]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [
            {"episode_id": r["conversation_id"], "interaction_id": r["message_id"], "conversation_id": r["conversation_id"], "channel": r["channel"], "speaker": r["speaker"], "text": r["text"], "language": "en"}
            for r in rows
        ]
    )  # fmt: skip
    frame = frame.with_columns(position=pl.int_range(pl.len()).over("episode_id"), row_hash=pl.col("interaction_id"), source=pl.lit("s"), occurred_at=pl.lit(None), timezone=pl.lit("UTC"))
    return frame.select(TURNS.names()).cast(dict(TURNS))


def as_lines(rows: list[Row], gold: list[Row], attributes: dict[str, str], kinds: tuple[str, ...] = ()) -> Lines:
    """A development part written as a user would write exemplars."""
    by = defaultdict(list)
    for row in rows:
        by[row["conversation_id"]].append(row)
    kind = {g["message_id"]: (kinds[0] if g["value"] else "none") for g in gold if g["type"] == "sentence"}
    spans, skipped = defaultdict(list), {g["message_id"] for g in gold if g["type"] == "skip"}
    for g in gold:
        if g["type"] == "span":
            spans[g["message_id"]].append({"start": g["start"], "end": g["end"], "attribute": attributes.get(g["label"], g["label"])})
    ended = {g["conversation_id"]: "resolved" if g["resolved"] else "unresolved" for g in gold if g["type"] == "outcome"}
    out: list[str] = []
    for conversation, said in by.items():
        if conversation in ended:
            out.append(json.dumps({"turns": [{"speaker": r["speaker"], "text": r["text"]} for r in said], "outcome": ended[conversation]}))
        previous = None
        for row in said:
            line: Row = {"text": row["text"]} | ({"previous": previous} if previous else {})
            if row["message_id"] in kind:
                out.append(json.dumps(line | {"kind": kind[row["message_id"]]}))
            elif attributes and row["message_id"] not in skipped and row["text"].strip():
                out.append(json.dumps(line | {"spans": spans[row["message_id"]]}))
            previous = row["text"]
    return parse("development part", "\n".join(out))


def weighted(gold: list[Row], said: set[str], share: float) -> float:
    """F1 as it would be if `share` of the messages were positive."""
    right = sum(g["value"] and g["message_id"] in said for g in gold)
    wrong = sum(not g["value"] and g["message_id"] in said for g in gold)
    yes, no = sum(g["value"] for g in gold), sum(not g["value"] for g in gold)
    scale = (share / (1 - share)) * no / yes
    return 2 * right * scale / ((right + yes) * scale + wrong)


def kept(frame: pl.DataFrame, found: pl.DataFrame) -> Row:
    """Tokens of statements over tokens said, and the share of customer turns with each kind."""
    free = found.filter(pl.col("attribute").is_null())
    tokens = lambda s: s.str.count_matches(r"\w+").sum() or 0  # noqa: E731
    customers = frame.filter(pl.col("speaker") == "customer").height
    shares = {k: round(n / customers, 3) for k, n in Counter(free.filter(pl.col("authority") == "customer").unique(["interaction_id", "kind"])["kind"].to_list()).most_common()}
    return {"kept / said": round(tokens(free["statement"]) / tokens(frame["text"]), 4), "share of customer turns": shares}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=SHARED / "data")
    options.add_argument("--score", type=Path, default=SHARED / "score.py")
    options.add_argument("--sets", default="ccpe,email_intent,star,multidogo_dev,multiwoz")
    options.add_argument("--errors", action="store_true")
    given = options.parse_args()
    spec = importlib.util.spec_from_file_location("score", given.score)
    assert spec and spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    bare = Exemplars.train()
    for name in given.sets.split(","):
        rows, gold = read(given.data / name / "interactions.jsonl.gz"), []
        if (given.data / name / "gold.jsonl.gz").exists():
            gold = read(given.data / name / "gold.jsonl.gz")
        kinds = {"ccpe": ("preference",), "email_intent": ("request", "commitment")}.get(name, ())
        labels = json.loads((given.data / "multidogo_train/labels.json").read_text())
        attributes = {label: a for a, group in labels["attributes"].items() for label in group} if name.startswith("multidogo") else {}
        begun = time.process_time()
        frame = turns(rows)
        found = {"out of the box": bare.extract(frame)}
        spent = time.process_time() - begun
        print(f"== {name}: {len(rows)} messages, {len(rows) / spent:.0f} a second;", kept(frame, found["out of the box"]), flush=True)
        if kinds or name in {"star"}:
            parts = []
            for side in (0, 1):
                taught = as_lines([r for r in rows if half(r["conversation_id"]) == side], [g for g in gold if half(g["conversation_id"]) == side and g["type"] != "slot"], {}, kinds)
                parts.append(Exemplars.train(taught).extract(frame.filter(pl.col("conversation_id").map_elements(half, return_dtype=pl.Int64) != side)))
            found["with half as exemplars"] = pl.concat(parts)
        elif attributes:
            train = given.data / "multidogo_train"
            found["with the train part as exemplars"] = Exemplars.train(as_lines(read(train / "interactions.jsonl.gz"), read(train / "gold.jsonl.gz"), attributes)).extract(frame)
        for how, claimed in found.items():
            said = [r | {"status": "active", "conversation_id": r["episode_id"], "observed_at": None} for r in claimed.to_dicts()]
            if kinds:
                result = score.score_sentences(gold, said, set(kinds))
                print(f"{how}: {result}", f"at a share of {MAIL_SHARE}: {weighted(gold, {r['interaction_id'] for r in said if r['kind'] in kinds}, MAIL_SHARE):.3f}" if name == "email_intent" else "")
                if given.errors:
                    text = {r["message_id"]: r["text"] for r in rows}
                    told = {r["interaction_id"] for r in said if r["kind"] in kinds}
                    for kind, wrong in (("missed", [g for g in gold if g["value"] and g["message_id"] not in told]), ("wrong", [g for g in gold if not g["value"] and g["message_id"] in told])):
                        for g in wrong[:: max(1, len(wrong) // 20)][:20]:
                            print(f"   {kind}: {text[g['message_id']][:140]}")
            elif name == "star":
                print(f"{how}: {score.score_outcome(gold, said)}")
            elif attributes:
                result = score.score_spans(gold, said, labels)
                print(f"{how}:", {k: v["f1"] for k, v in result.items() if isinstance(v, dict) and "f1" in v}, {k: v["f1"][0] for k, v in result["by attribute, exact"].items()})


if __name__ == "__main__":
    main()
