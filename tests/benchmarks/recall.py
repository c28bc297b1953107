"""Evidence recall on questions of our own, beside BM25, dense vectors and a plain fusion of both.

    python -m tests.benchmarks.recall [--encoder minilm|wordllama] [--customer a|b] [--json]

Two invented customers, about 50 sayings each among chit-chat, asked in other words. Parameters were chosen on customer a; b was looked at
once at the end. Nothing says which saying replaces which: an updated fact must be told by its words and its time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np

from tests.recall.made import T0, Made
from warehouse.home import Home
from warehouse.recall import words
from warehouse.recall.answer import Options, recall
from warehouse.recall.encoder import Encoder, load
from warehouse.recall.snapshot import Snapshot, open_current, publish, write

QUESTIONS = Path(__file__).with_name("recall_questions.jsonl")
Ranker = Callable[[dict], list[str]]


def world(rows: list[dict]) -> tuple[Made, dict[str, str]]:
    """Frames, and interaction id by key. Each saying is a memory as it was said; chit-chat is not."""
    made, ids = Made.empty(), {}
    customers = {name: made.customer(name) for name in sorted({row["customer"] for row in rows})}
    for row in sorted((row for row in rows if row["type"] != "question"), key=lambda row: (row["day"], row.get("key", ""))):
        at, talk, customer = T0 + timedelta(days=row["day"], minutes=len(made.interactions)), f"{row['customer']}-{row['day'] // 4}", customers[row["customer"]]
        if row.get("before"):
            made.say(customer, row["before"], at - timedelta(seconds=20), speaker="agent", talk=talk)
        name = made.say(customer, row["text"], at, talk=talk)
        if row["type"] == "said":
            ids[row["key"]] = name
            made.keep(customer, row["text"], at, messages=[name], talk=talk)
    return made, ids


def floors(made: Made, encoder: Encoder, part: str) -> dict[str, Ranker]:
    """BM25, dense and reciprocal-rank fusion over the same rows, in a page of code."""
    held = {json.loads(row["interaction_ids"])[0] for row in made.memories}
    by_customer = {}
    for customer in {row["customer_id"] for row in made.interactions}:
        rows = [row for row in made.interactions if row["customer_id"] == customer and row["speaker"] == "customer"]
        rows = [row for row in rows if part == "communications" or row["interaction_id"] in held]
        by_customer[customer] = (
            [row["interaction_id"] for row in rows],
            [words.terms(row["text"]) for row in rows],
            encoder.encode([row["text"] for row in rows]),
        )

    def bm25(row: dict) -> list[str]:
        names, texts, _ = by_customer[f"c-{row['customer']}"]
        mean = np.mean([len(text) for text in texts])
        score = np.zeros(len(texts))
        for term in set(words.terms(row["query"])):
            has = sum(term in text for text in texts)
            weight = np.log(1 + (len(texts) - has + 0.5) / (has + 0.5))
            score += [weight * text.count(term) * 2.2 / (text.count(term) + 1.2 * (0.25 + 0.75 * len(text) / mean)) if term in text else 0 for text in texts]
        return [names[at] for at in np.argsort(-score, kind="stable")]

    def dense(row: dict) -> list[str]:
        names, _, vectors = by_customer[f"c-{row['customer']}"]
        return [names[at] for at in np.argsort(-(vectors @ encoder.encode([row["query"]])[0]), kind="stable")]

    def fused(row: dict) -> list[str]:
        places: dict[str, float] = {}
        for ranker in (bm25, dense):
            for place, name in enumerate(ranker(row)):
                places[name] = places.get(name, 0) + 1 / (60 + place)
        return sorted(places, key=lambda name: -places[name])

    return {"bm25": bm25, "dense": dense, "fusion": fused}


def ours(snapshot: Snapshot, encoder: Encoder, part: str, budget: int | None = None) -> Ranker:
    """TellOnce's own answer."""

    def ranker(row: dict) -> list[str]:
        options = Options(limit=50, communications=50 if part == "communications" else 0, token_budget=budget)
        answer = recall(snapshot, f"email:{row['customer']}@example.com", row["query"], options, encoder=encoder)
        return [name for each in answer[part] for name in (each.get("interactionIds") or [each["interactionId"]])]

    return ranker


def measure(questions: list[dict], ids: dict[str, str], ranker: Ranker) -> dict[str, float]:
    """Recall at 1, 5 and 10 by group, updates in the first place, and unanswerable questions that got an answer."""
    found: dict[str, list[float]] = {}
    for row in questions:
        order = ranker(row)
        if row["category"] == "none":
            found.setdefault("answered, none fits", []).append(float(bool(order)))
            continue
        gold = {ids[key] for key in row["evidence"]}
        for top in (1, 5, 10):
            found.setdefault(f"all@{top}", []).append(len(gold & set(order[:top])) / min(len(gold), top))
        found.setdefault(f"{row['category']}@5", []).append(len(gold & set(order[:5])) / len(gold))
        if row["old"]:
            found.setdefault("update@1", []).append(float(bool(order) and order[0] in gold))
            found.setdefault("old@5", []).append(float(ids[row["old"][0]] in order[:5]))
    return {name: round(float(np.mean(values)), 3) for name, values in sorted(found.items())}


def main() -> None:
    """Prints one line an arm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", default="minilm")
    parser.add_argument("--customer", choices=["a", "b"])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [json.loads(line) for line in QUESTIONS.read_text().splitlines()]
    made, ids = world(rows)
    questions = [row for row in rows if row["type"] == "question" and given.customer in {None, row["customer"]}]
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        encoder = load(given.encoder, Path.home() / ".cache" / "tellonce")
        publish(home, write(home, made.frames(), encoder, "benchmark"))
        snapshot = open_current(home)
        for part in ("observations", "communications"):
            arms = floors(made, encoder, part) | {"tellonce": ours(snapshot, encoder, part)}
            if part == "observations":
                arms |= {"tellonce, 400 tokens": ours(snapshot, encoder, part, 400)}
            result |= {f"{part}, {name}": measure(questions, ids, ranker) for name, ranker in arms.items()}
    for name, figures in result.items():
        print(json.dumps({name: figures}) if given.json else f"{name:34}" + "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
