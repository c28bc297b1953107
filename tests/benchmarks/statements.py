"""Is it the same memory, a change of mind, or another matter? Precision and recall of the product's rule over two sets of pairs, errors listed.

python -m tests.benchmarks.statements

What belongs here: the rule as builds apply it. Extractors draw claims from each sentence on its own, then two claims meet as in int_evidence: same
attribute, or same topic, or same kind and words. Equal values are the same, others contradict, unless many values may hold. Twice: as a
build sees the pair (a sentence that no extractor keeps is another matter), and by the topic rule alone, as if every sentence were kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tests.benchmarks import extraction
from transforms import episodes
from transforms.matters import FREE, topic
from transforms.registry import Registry
from warehouse.tables.registry import TABLES

SETS = ("statements", "statements_held_out")
"""The second was written before the rule was; its errors were not read while the rule was made."""
SAID = datetime(2026, 1, 1, 12)


class Meaning(NamedTuple):
    """What a claim is about, what it says of it, and whether another answer may hold beside it."""

    subject: str
    value: str
    is_many: bool


def messages(texts: list[str]) -> pl.DataFrame:
    """Each text as a customer's only message."""
    frame = pl.DataFrame({"text": texts}).with_row_index("n").with_columns(
        interaction_id=pl.format("s:{}", "n"), row_hash=pl.format("{}", "n"), source=pl.lit("s"), conversation_id=pl.format("{}", "n"), message_id=pl.format("{}", "n"),
        channel=pl.lit("chat"), speaker=pl.lit("customer"), occurred_at=pl.lit(SAID), recorded_at=pl.lit(SAID + timedelta(days=1)), language=pl.lit("en"),
        metadata=pl.lit(None, pl.String), export_id=pl.lit("x"), place=pl.lit(1),
    )  # fmt: skip
    schema = TABLES["interactions"].empty().schema
    return frame.select(schema.names()).cast(schema)


def drawn(texts: list[str], known: Registry) -> dict[str, set[Meaning]]:
    """What the default extractors make of each text."""
    turns = episodes.cut(messages(texts)).turns
    found: dict[str, set[Meaning]] = {text: set() for text in texts}
    for extractor in extraction.extractors(["grammar", "slots", "exemplars"], known):
        for claim in extractor.extract(turns).iter_rows(named=True):
            found[texts[int(claim["interaction_id"].split(":")[1])]].add(meaning(claim, known))
    return found


def meaning(claim: dict[str, Any], known: Registry) -> Meaning:
    """As int_claims and int_evidence have it."""
    value = ("not " if claim["operation"] == "retract" else "") + (claim["value"] or "")
    if claim["attribute"]:
        attribute = known.get(claim["attribute"])
        return Meaning(claim["attribute"], value, attribute is not None and (attribute.cardinality == "many" or attribute.policy == "accumulate"))
    if claim["topic"]:
        return Meaning(claim["topic"] if claim["kind"] in FREE else f"{claim['kind']}:{claim['topic']}", value, False)
    return Meaning(f"{claim['kind']}:{re.sub(r'[ .!]+', ' ', claim['statement'].lower()).strip()}", "", False)


def relation(a: Iterable[Meaning], b: Iterable[Meaning]) -> str:
    """Of two sentences, by what was drawn from each."""
    met = [(x, y) for x in a for y in b if x.subject == y.subject]
    if any(x.value != y.value and not x.is_many for x, y in met):
        return "contradicts"
    return "same" if any(x.value == y.value for x, y in met) else "unrelated"


def by_topic(text: str) -> Iterator[Meaning]:
    """The topic rule alone."""
    found = topic(text, "preference")
    if found.topic:
        yield Meaning(found.topic, found.value or "", False)


def report(name: str, pairs: list[dict[str, str]], answers: list[str]) -> None:
    """Precision and recall of each relation, then every error."""
    print(f"## {name}: {len(pairs)} pairs")
    for wanted in ("same", "contradicts"):
        said = [p["relation"] for p, a in zip(pairs, answers, strict=True) if a == wanted]
        given = [a for p, a in zip(pairs, answers, strict=True) if p["relation"] == wanted]
        right = said.count(wanted)
        print(f"{wanted}: precision {right}/{len(said)} = {right / max(len(said), 1):.2f}, recall {right}/{len(given)} = {right / len(given):.2f}")
    for pair, answer in sorted(zip(pairs, answers, strict=True), key=lambda x: (x[1], x[0]["relation"])):
        if answer != pair["relation"]:
            print(f"  {pair['relation']} taken for {answer}: {pair['a']} / {pair['b']}")


def main() -> None:
    """Prints both readings of both sets."""
    known = extraction.registry("")
    for name in SETS:
        pairs = [json.loads(line) for line in (Path(__file__).parent / f"{name}.jsonl").read_text().splitlines()]
        texts = list(dict.fromkeys(p[side] for p in pairs for side in ("a", "b")))
        found = drawn(texts, known)
        print(f"# {name}: {sum(1 for meanings in found.values() if meanings)} of {len(texts)} sentences are kept by an extractor")
        report("as a build sees it", pairs, [relation(found[p["a"]], found[p["b"]]) for p in pairs])
        report("the topic rule alone", pairs, [relation(by_topic(p["a"]), list(by_topic(p["b"]))) for p in pairs])


if __name__ == "__main__":
    main()
