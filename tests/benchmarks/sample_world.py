"""Scores a build of the sample world against its truth: observations, and the 300 questions through `tellonce recall --batch`.

What belongs here: building the world drop by drop, matching, figures and the worst errors. What does not: the world (`orchestration.sample`).
Run it with `python -m tests.benchmarks.sample_world [--seed 7 --wording other]`, or with `--home H` on a home built before.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.sample import Expected, Message, Question, Truth, questions, truth, write
from tests.benchmarks import sample_reconciled

PROGRAM = Path(sys.executable).with_name("tellonce")
EQUIVALENT = {
    "consent": {"contact.do_not_contact", "consent.marketing"},
    "issue": {"issue.topic"},
    "outcome": {"outcome.resolution"},
    "sentiment": {"sentiment.overall"},
}
"""Attributes that say what a free statement of the kind says."""
NEIGHBOURS = frozenset({"fact", "event", "relationship", "preference"})
"""Kinds that the lenient figure takes for one another."""
Row = dict[str, Any]


@dataclass
class Score:
    """Counts of one class of observations."""

    required: int = 0
    found: int = 0
    drawn: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.required + other.required, self.found + other.found, self.drawn + other.drawn, self.right + other.right)

    @property
    def precision(self) -> float:
        """Of what was drawn, the share that is expected; what is allowed but not asked for counts neither way."""
        return self.right / self.drawn if self.drawn else 0.0

    @property
    def recall(self) -> float:
        """Of what is expected, the share that was drawn."""
        return self.found / self.required if self.required else 0.0


@dataclass
class Observed:
    """Scores by class, and what went wrong."""

    by_class: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    invented: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def total(self) -> Score:
        """All classes together."""
        return sum(self.by_class.values(), Score())


def run(*arguments: str) -> str:
    """One call of the program; its standard output."""
    return subprocess.run([str(PROGRAM), *arguments], check=True, capture_output=True, text=True).stdout


def build(folder: Path, seed: int, wording: str, at_once: bool) -> Path:
    """Build the world drop by drop, each at its own time, or all with the last; the home."""
    home = folder / "home"
    for drop in truth(seed, wording).drops[-1 if at_once else 0 :]:
        write(folder, seed, wording, until=drop.day)
        run("build", "--home", str(home), "--config", str(folder / "tellonce.toml"), "--at", drop.recorded_at.isoformat() + "Z")
    return home


def placed(messages: Iterable[Message], rows: list[Row]) -> dict[str, str]:
    """By message of the truth, the interaction that holds it: same source and minute, same text but for what is masked."""
    by_minute: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_minute[row["source"], str(row["occurred_at"])[:16].replace(" ", "T")].append(row)
    found = {}
    for message in messages:
        for row in by_minute[message.source, message.occurred_at.isoformat()[:16]]:
            if same_text(message.text, row["text"]):
                found[message.message_id] = row["interaction_id"]
                break
    return found


def same_text(told: str, stored: str) -> bool:
    """Is the stored text what was told, where `•` stands for anything?"""
    wild = re.escape(stored.strip()).replace("•", ".")
    return re.fullmatch(wild, told, re.DOTALL) is not None or told in stored


def plain(text: object) -> str:
    """A value without case, punctuation and article."""
    return re.sub(r"^the(?=[a-z])", "", re.sub(r"[^\w]|_", "", str(text or "").casefold()))


def same_value(expected: Expected, drawn: Row) -> bool:
    """Does the drawn value say what the expected one says?"""
    if expected.value is None:
        return True
    want, got = plain(expected.value), plain(drawn["value"])
    if expected.attribute == "contact.phone":
        return got[-10:] == want[-10:] or got == plain(expected.quote)
    if expected.attribute == "contact.address":
        return bool(got) and (got in want or want in got) and len(got) > len(want) / 2
    return got in {want, plain(expected.quote)}


def matches(expected: Expected, drawn: Row, lenient: bool) -> bool:
    """Is this drawn observation the expected one?"""
    if expected.attribute:
        return drawn["attribute"] == expected.attribute and same_value(expected, drawn)
    if drawn["attribute"] in EQUIVALENT.get(expected.kind, ()):
        return True
    kinds = NEIGHBOURS if lenient and expected.kind in NEIGHBOURS else {expected.kind}
    if drawn["kind"] not in kinds or (drawn["attribute"] and drawn["attribute"] not in EQUIVALENT.get(drawn["kind"], ())):
        return False
    left, right = plain(expected.quote), plain(drawn["quote"])
    return not expected.required or not right or left in right or right in left or bool(words(expected.quote) & words(str(drawn["quote"])))


def words(text: str) -> set[str]:
    """Longer words of a quote."""
    return set(re.findall(r"\w{4,}", text.casefold()))


def label(kind: str, attribute: str | None) -> str:
    """The class that an observation is counted in."""
    return attribute or kind


def score_observations(world: Truth, drawn: list[Row], places: dict[str, str], lenient: bool = False) -> Observed:
    """Precision and recall of what was drawn from messages, against the truth."""
    result = Observed()
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in drawn:
        by_place[row["interaction_id"]].append(row)
    expected: dict[str, list[Expected]] = defaultdict(list)
    for one in world.expected:
        expected[one.message_id].append(one)
    for message in world.messages:
        _score_message(result, message, expected[message.message_id], by_place[places.get(message.message_id, "")], lenient)
    return result


def _score_message(result: Observed, message: Message, expected: list[Expected], drawn: list[Row], lenient: bool) -> None:
    for one in expected:
        if one.required:
            name = label(one.kind, one.attribute)
            found = any(matches(one, row, lenient) for row in drawn)
            result.by_class[name] += Score(required=1, found=int(found))
            if not found:
                result.missed.append((name, one.quote, message.text))
    for row in drawn:
        met = [one for one in expected if matches(one, row, lenient)]
        asked_for = next((one for one in met if one.required), None)
        right = asked_for is not None
        if met and not right:
            continue
        name = label(asked_for.kind, asked_for.attribute) if asked_for else label(row["kind"], row["attribute"])
        result.by_class[name] += Score(drawn=1, right=int(right))
        if not right:
            result.invented.append((name, f"{row['value'] or ''} [{row['quote']}]", message.text))


@dataclass
class Answered:
    """Hits by category, and the questions that went wrong."""

    asked: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    five: Counter[str] = field(default_factory=Counter)
    wrongly: int = 0
    worst: list[tuple[str, str, str]] = field(default_factory=list)

    def share(self, hits: Counter[str]) -> float:
        """Of the questions that have an answer, the share with a hit."""
        asked = sum(count for category, count in self.asked.items() if category != "no_answer")
        return sum(hits.values()) / asked if asked else 0.0


def score_recall(asked: list[Question], answers: dict[str, Row], places: dict[str, str]) -> Answered:
    """Right memory first and in five; and how often something came where nothing fits."""
    result = Answered()
    for question in asked:
        found = [{*(memory.get("interactionIds") or []), memory.get("interactionId")} for memory in answers[question.qid]["observations"]]
        result.asked[question.category] += 1
        if not question.expected:
            result.wrongly += bool(found)
            if found:
                result.worst.append((question.category, question.query, answers[question.qid]["observations"][0]["content"]))
            continue
        wanted = {places.get(message) for message in question.expected} - {None}
        result.first[question.category] += bool(found and found[0] & wanted)
        result.five[question.category] += any(ids & wanted for ids in found[:5])
        if not (found and found[0] & wanted):
            result.worst.append((question.category, question.query, answers[question.qid]["observations"][0]["content"] if found else "nothing"))
    return result


def ask(home: Path, asked: list[Question], folder: Path) -> dict[str, Row]:
    """All questions through `tellonce recall --batch`; the answers by question."""
    lines = []
    for question in asked:
        options = {"as_of": question.as_of, "known_as_of": question.known_as_of}
        line = {"qid": question.qid, "identity": question.identity, "query": question.query}
        lines.append(json.dumps(line | {key: value for key, value in options.items() if value}))
    batch, out = folder / "questions.jsonl", folder / "answers.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("recall", "--batch", str(batch), "--out", str(out), "--home", str(home))
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {question.qid: answer for question, answer in zip(asked, answers, strict=True)}


def query(home: Path, sql: str) -> list[Row]:
    """Rows of the published marts."""
    rows: list[Row] = json.loads(run("sql", sql, "--json", "--home", str(home)))
    return rows


def reconciled(home: Path, world: Truth, places: dict[str, str]) -> None:
    """Print what became of customers, values over time and promises."""
    identities = query(home, "select identity, customer_id from marts.dim_identities where known_to is null")
    right, wrong = sample_reconciled.customers(world, identities)
    print(f"customers: {right} people are one customer each" + (f"; not {', '.join(wrong)}" if wrong else ""))
    beliefs = query(home, "select customer_id, attribute, value, valid_from, valid_to from marts.fct_profile_history where known_to is null")
    print(f"values at their time: {sample_reconciled.timelines(world, identities, beliefs)}")
    dated, settled = sample_reconciled.promises(world, places, query(home, "select interaction_id, due_at, status from marts.fct_commitments"))
    print(f"promises: due date {dated}; kept or broken {settled}")


def report(home: Path, seed: int, wording: str, worst: int, folder: Path) -> None:
    """Print all figures of a built home."""
    world = truth(seed, wording)
    interactions = query(home, "select interaction_id, source, occurred_at, text from marts.fct_interactions")
    columns = "interaction_id, kind, attribute, value, quote"
    drawn = query(home, f"select distinct {columns} from marts.fct_observations where interaction_id is not null and operation = 'assert'")
    places = placed(world.messages, interactions)
    print(f"world: seed {seed}, wording {wording}; {len(world.messages)} messages, {len(places)} found in the warehouse")
    strict, lenient = (score_observations(world, drawn, places, loose) for loose in (False, True))
    print(f"observations: precision {strict.total.precision:.3f}, recall {strict.total.recall:.3f} (kinds as they are)")
    print(f"              precision {lenient.total.precision:.3f}, recall {lenient.total.recall:.3f} ({', '.join(sorted(NEIGHBOURS))} taken for one another)")
    for name, score in sorted(strict.by_class.items()):
        print(f"  {name:28} precision {score.precision:.2f} of {score.drawn:3}, recall {score.recall:.2f} of {score.required:3}")
    reconciled(home, world, places)
    asked = questions(seed, wording)
    answered = score_recall(asked, ask(home, asked, folder), places)
    nothing = answered.asked["no_answer"]
    wrongly = f"wrongly answered {answered.wrongly / nothing:.3f} of {nothing}"
    print(f"recall: first {answered.share(answered.first):.3f}, in five {answered.share(answered.five):.3f}, {wrongly}")
    for category, count in sorted(answered.asked.items()):
        if category != "no_answer":
            print(f"  {category:12} first {answered.first[category] / count:.2f}, in five {answered.five[category] / count:.2f} of {count}")
    for title, errors in (("missed", strict.missed), ("invented", strict.invented), ("recall", answered.worst)):
        print(f"\n{title} ({len(errors)}), one of each class in turn:")
        for name, what, where in _in_turn(errors)[:worst]:
            print(f"  {name} | {what} | {where[:160]}")


def _in_turn(errors: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    seen: Counter[str] = Counter()
    ranked = []
    for error in errors:
        ranked.append((seen[error[0]], error))
        seen[error[0]] += 1
    return [error for _, error in sorted(ranked)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wording", default="shipped")
    parser.add_argument("--worst", type=int, default=20)
    parser.add_argument("--at-once", action="store_true", help="one build instead of one a drop; what was known when is then not asked for rightly")
    options = parser.parse_args()
    started = datetime.now()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or build(Path(folder), options.seed, options.wording, options.at_once)
        report(home, options.seed, options.wording, options.worst, Path(folder))
    print(f"\n{(datetime.now() - started).total_seconds():.0f} s")


if __name__ == "__main__":
    main()
