"""Evidence recall on long histories written by hand, through the whole build, beside BM25, dense vectors and a plain fusion of both.

    python -m tests.benchmarks.recall_histories [--part chosen|held] [--home H] [--missed]

Eight customers, about 55 messages each over a year, asked in other words: single facts, facts in several messages, times, updates,
preferences to apply unasked, and what nothing answers. Each id in an observation's `interactionIds` takes a place; the floors rank the
customer's messages. `said` is how many messages there are, `kept` how many of them an observation holds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.histories import HELD_OUT, History, Question, Ranker, build, floors, histories, interaction
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.encoder import Encoder, load
from warehouse.recall.snapshot import Snapshot, open_current

Figures = dict[str, float]


def ours(snapshot: Snapshot, encoder: Encoder, part: str, budget: int | None = None) -> Ranker:
    """TellOnce's own answer, as message ids in order."""

    def ranker(question: Question) -> list[str]:
        options = Options(limit=50, communications=50 if part == "communications" else 0, token_budget=budget)
        answer = recall(snapshot, f"email:{question.customer}@example.com", question.query, options, encoder=encoder)
        return list(dict.fromkeys(name for each in answer[part] for name in (each.get("interactionIds") or [each["interactionId"]]) if name))

    return ranker


def measure(questions: Sequence[Question], ranker: Ranker) -> Figures:
    """Whether the first holds the answer, recall at 5 and 10, by type at 5; the update before all else; how often something came where nothing fits."""
    found: dict[str, list[float]] = {}
    for question in questions:
        order = ranker(question)
        if question.kind == "none":
            found.setdefault("none answered", []).append(float(bool(order)))
            continue
        found.setdefault("@1", []).append(float(bool(order) and order[0] in question.evidence))
        for top in (5, 10):
            found.setdefault(f"@{top}", []).append(len(question.evidence & set(order[:top])) / len(question.evidence))
        found.setdefault(f"{question.kind}@5", []).append(found["@5"][-1])
        if question.replaced:
            found.setdefault("update@1", []).append(float(bool(order) and order[0] in question.evidence))
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()}


def holding(snapshot: Snapshot) -> set[str]:
    """Messages that some memory is made of."""
    return {name for row in range(len(snapshot.memories)) for name in json.loads(snapshot.memories.value("interaction_ids", row) or "[]")}


def report(every: list[History], snapshot: Snapshot, encoder: Encoder) -> dict[str, Figures]:
    """Figures by arm."""
    questions = [question for history in every for question in history.questions]
    texts = {history.customer: [(interaction(message), message.text) for message in history.own] for history in every}
    said, held = {name for rows in texts.values() for name, _ in rows}, holding(snapshot)
    evidence = {name for question in questions for name in question.evidence}
    arms = floors(texts, encoder)
    arms |= {part: ours(snapshot, encoder, part) for part in ("observations", "communications")} | {"observations, 400 tokens": ours(snapshot, encoder, "observations", 400)}
    kept = {"said": len(said), "kept": len(said & held), "evidence": len(evidence), "evidence kept": len(evidence & held)}
    return {"messages": kept} | {name: measure(questions, ranker) for name, ranker in arms.items()}


def missed(every: list[History], snapshot: Snapshot, encoder: Encoder) -> None:
    """Prints each question whose evidence is not among the first five, and what stands there."""
    texts, held = {interaction(message): message.text for history in every for message in history.messages}, holding(snapshot)
    for part in ("observations", "communications"):
        ranker = ours(snapshot, encoder, part)
        for question in (question for history in every for question in history.questions if question.kind != "none"):
            order = ranker(question)
            if not question.evidence <= set(order[:5]) or (question.replaced and order[:1] and order[0] not in question.evidence):
                print(f"\n{part} | {question.kind} | {question.customer}: {question.query}")
                for name in sorted(question.evidence):
                    place = order.index(name) + 1 if name in order else "-" if name in held else "not kept"
                    print(f"   wanted {place}: {texts[name]}")
                for name in order[:5]:
                    print(f"   {'*' if name in question.evidence else ' '} {texts.get(name, name)[:150]}")


def main() -> None:
    """Prints one line an arm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["all", "chosen", "held"], default="all", help=f"held: {', '.join(HELD_OUT)}")
    parser.add_argument("--encoder", default="minilm")
    parser.add_argument("--home", type=Path, help="a home built here before, or where to build")
    parser.add_argument("--missed", action="store_true", help="what was not found, in place of figures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(given.home or Path(folder) / "home")
        if not home.snapshots.exists():
            build(histories(), home, Path(folder))
        every, snapshot, encoder = histories(given.part), open_current(home), load(given.encoder)
        if given.missed:
            missed(every, snapshot, encoder)
            return
        for name, figures in report(every, snapshot, encoder).items():
            print(f"{name:28}" + "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
