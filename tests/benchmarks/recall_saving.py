"""Tokens of a recall over tokens of the full history, at the evidence that each holds.

    python -m tests.benchmarks.recall_saving [--talks 0 40 160] [--budgets 200 400 800]

The full history holds all evidence, so its recall is 1. A row's recall is the share of evidence messages whose memory or own words stand
in the rendered context. No public set with evidence marks may be used here, so the histories of tests/benchmarks/histories are made
long by real conversations of STAR, which is artificial: one person did not have them all.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.histories import History, build, histories, lengthened
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.encoder import load
from warehouse.recall.snapshot import Snapshot, open_current

ENOUGH = 20
"""Messages asked for; the budget decides how many stand in the context."""


def line(every: Sequence[History], snapshot: Snapshot, budget: int) -> str:
    """One row of the table: tokens used, tokens of the history, share, evidence recall."""
    encoder = load()
    used, baseline, found = [], [], []
    for history in every:
        texts = {f"chats:{message.message_id}": " ".join(message.text.split()) for message in history.messages}
        for question in (question for question in history.questions if question.evidence):
            options = Options(token_budget=budget, limit=ENOUGH, communications=ENOUGH)
            answer = recall(snapshot, f"email:{history.customer}@example.com", question.query, options, encoder=encoder)
            remembered = {name for each in answer["observations"] for name in each["interactionIds"]}
            held = [name in remembered or texts[name] in answer["context"] for name in question.evidence]
            used.append(answer["meta"]["tokensUsed"])
            baseline.append(answer["meta"]["tokensBaseline"])
            found.append(float(np.mean(held)))
    return f"| {budget} | {np.mean(used):.0f} | {np.mean(baseline):,.0f} | {sum(used) / sum(baseline):.1%} | {np.mean(found):.2f} |"


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--talks", type=int, nargs="+", default=[0, 40, 160], help="real conversations added to each history")
    parser.add_argument("--budgets", type=int, nargs="+", default=[200, 400, 800])
    given = parser.parse_args()
    print("| budget | tokens used | full history | share | evidence recall |\n| --- | --- | --- | --- | --- |")
    for talks in given.talks:
        with tempfile.TemporaryDirectory() as folder:
            every = histories()
            lengthened(every, talks)
            home = Home(Path(folder) / "home")
            build(every, home, Path(folder))
            snapshot = open_current(home)
            for budget in given.budgets:
                print(line(every, snapshot, budget), flush=True)


if __name__ == "__main__":
    main()
