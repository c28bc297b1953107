"""The `llm` extractor: answers to claims. What belongs here: which answers an episode needs, and what is made of them. What does not: getting them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import polars as pl

from transforms.extractors import claims
from transforms.extractors.llm import checks, prompt
from transforms.extractors.llm.answers import MOST, read
from transforms.registry import Registry
from warehouse.tables.registry import TABLES

_KEY = ["answer_id", "source", "conversation_id"]


class LlmExtractor:
    """What a model's answers claim. An episode is read when the answers to all of its parts are there, and until then says nothing.

    Args:
        registry: attributes that may be claimed.
        model: whose answers they are.
        answers: the lake's `answers` of these conversations; none by default.
    """

    name = "llm"
    version = "1"

    def __init__(self, registry: Registry, model: str, answers: pl.DataFrame | None = None) -> None:
        self._registry, self.model = registry, model
        self._answers = TABLES["answers"].empty() if answers is None else answers
        self.digest = prompt.digest(model, registry)

    def given(self, answers: pl.DataFrame) -> LlmExtractor:
        """The same with these answers."""
        return LlmExtractor(self._registry, self.model, answers)

    @property
    def instructions(self) -> str:
        """What the model is told before each conversation."""
        return prompt.instructions(self._registry)

    def parts(self, turns: pl.DataFrame) -> list[prompt.Part]:
        """The requests that episodes (`TURNS`) need."""
        return list(prompt.parts(turns, self.digest))

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) of turns (`TURNS`)."""
        return claims([item for item in self._judged(turns) if "rule" not in item])

    def refusals(self, turns: pl.DataFrame) -> pl.DataFrame:
        """One row a claim that was not taken: (episode_id, rule)."""
        rows = [item for item in self._judged(turns) if "rule" in item]
        return pl.DataFrame(rows, schema={"episode_id": pl.String, "rule": pl.String})

    def read_at(self, turns: pl.DataFrame) -> pl.DataFrame:
        """When the last answer to an episode came, null where one is not there yet: (episode_id, read_at). Episodes that ask nothing are left out."""
        needed = pl.DataFrame([(p.episode_id, p.answer_id, p.source, p.conversation_id) for p in self.parts(turns)], schema=["episode_id", *_KEY], orient="row")
        needed = needed.cast(dict.fromkeys(needed.columns, pl.String))
        when = needed.join(self._answers.select(*_KEY, "answered_at"), on=_KEY, how="left")
        is_whole = pl.col("answered_at").is_not_null().all()
        return when.group_by("episode_id").agg(read_at=pl.when(is_whole).then(pl.col("answered_at").max()))

    @cached_property
    def _contents(self) -> dict[tuple[str, str, str], str]:
        return {(answer_id, source, conversation_id): answer for answer_id, source, conversation_id, answer in self._answers.select(*_KEY, "answer").iter_rows()}

    def _judged(self, turns: pl.DataFrame) -> Iterator[dict[str, Any]]:
        """Claims, and for each that is refused its rule, of episodes that were read as a whole."""
        unread = set(self.read_at(turns).filter(pl.col("read_at").is_null())["episode_id"])
        for part in self.parts(turns):
            if part.episode_id not in unread:
                yield from self._of_part(part)

    def _of_part(self, part: prompt.Part) -> Iterator[dict[str, Any]]:
        for number, item in enumerate(read(self._contents[part.answer_id, part.source, part.conversation_id])):
            try:
                if number >= MOST:
                    raise checks.Refused("more claims than an answer may hold")
                yield checks.claim(item, part, self._registry)
            except checks.Refused as problem:
                yield {"episode_id": part.episode_id, "rule": str(problem)}
