"""The user's attributes with closed vocabularies, numbers, times and yes or no. What belongs here: dialogues turned into claims. What does not: the built-in attributes."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl

from transforms.extractors import claims
from transforms.extractors.slots.tracker import Dialogue, Taken
from transforms.extractors.slots.vocabulary import Vocabulary
from transforms.registry import Registry
from transforms.statements import statement


class SlotsExtractor:
    """Follows each episode turn by turn, and claims what the customer's turns give to the user's attributes."""

    name = "slots"
    version = "1"

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._vocabulary = Vocabulary(registry)
        told = sorted((a.name, a.description, a.type, sorted(a.values.items())) for a in registry.own)
        self.digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) of turns (`TURNS`)."""
        rows: list[dict[str, Any]] = []
        if not self._vocabulary.slots:
            return claims(rows)
        episode, dialogue = "", Dialogue(self._vocabulary)
        for episode_id, interaction_id, speaker, text in turns.select("episode_id", "interaction_id", "speaker", "text").iter_rows():
            if episode_id != episode:
                episode, dialogue = episode_id, Dialogue(self._vocabulary)
            if not text:
                continue
            if speaker in ("customer", "agent", "bot"):
                taken = dialogue.customer(text) if speaker == "customer" else dialogue.agent(text)
                rows.extend(self._claim(one, episode_id, interaction_id, text, speaker) for one in taken)
        return claims(rows)

    def _claim(self, one: Taken, episode_id: str, interaction_id: str, text: str, speaker: str) -> dict[str, Any]:
        attribute = self._registry[one.slot]
        return {
            "episode_id": episode_id, "interaction_id": interaction_id, "kind": attribute.kind, "attribute": one.slot, "value": one.value, "operation": one.operation,
            "statement": statement(attribute, one.value, one.operation), "quote": text[one.start : one.end], "quote_start": one.start, "quote_end": one.end,
            "authority": "customer" if speaker == "customer" else "agent", "confidence": one.confidence,
        }  # fmt: skip
