"""Asking a language model about what no answer is held of. What belongs here: which questions are asked, how many at once, and keeping the answers. What does not: their wording and meaning.

Answers are written as they come: a build that is killed asks again only what was under way. What cannot be read now waits for the next build.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

import polars as pl
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from orchestration.config.models import Llm
from orchestration.connectors.chat_completions import ChatModel, ModelError
from transforms import episodes
from transforms.extractors.llm import LlmExtractor, Part, Unreadable, prompt, read
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

READINGS = 3
"""How often a text is asked about whose answers cannot be read, each time with another seed."""
DOWN_AFTER = 3
"""Questions in a row without an answer after which no more is asked in this build."""
KEPT_EVERY = 1.0
"""Seconds; answers are written no later than this after they came."""
MOST_FILES = 64
_CONVERSATION = ["source", "conversation_id"]
_KEY = ["answer_id", *_CONVERSATION]

Taken = Mapping[tuple[str, str], Sequence[datetime]]
"""Times by (source, conversation_id)."""


class Asking:
    """One build's questions to one model.

    Args:
        lake: keeps the answers.
        at: the build's clock.
        settings: where the model is.
        key: the model's key.
        note: tells the user.
        taken: when there were answers that an erasure took, by conversation: what is asked anew is known from then.
    """

    def __init__(self, lake: Lake, at: datetime, settings: Llm, key: str | None, note: Callable[[str], None], taken: Taken | None = None) -> None:
        self._lake, self._at, self._settings, self._key, self._note, self._taken = lake, at, settings, key, note, taken or {}
        self._known_at = dict[str, datetime]()
        self._model: ChatModel | None = None
        self._failed_in_a_row, self._is_down, self._why = 0, False, ""
        self.unread = 0

    def heard(self, extractor: LlmExtractor, interactions: pl.DataFrame, timezones: Mapping[str, str]) -> tuple[LlmExtractor, pl.DataFrame]:
        """The extractor with all answers about some conversations, after asking for those that are missing, and the conversations that it could not read.

        Only the state that a conversation is in now is asked about: nothing would be known from an answer about a former one. Where an erasure took answers, so
        are the states that had been asked about.
        """
        cut = episodes.cut(interactions, timezones)
        self._known_at = _known_at(cut, self._at, self._taken)
        parts = [part for part in extractor.parts(cut.turns) if part.episode_id in self._known_at]
        missing = self._without(parts)
        if missing:
            self._take_over(missing)
            self._ask(extractor, self._without(missing))
        talks = interactions.lazy().select(_CONVERSATION).unique()
        unread = pl.DataFrame([(p.source, p.conversation_id) for p in self._without(parts)], schema=dict.fromkeys(_CONVERSATION, pl.String), orient="row").unique()
        self.unread += len(unread)
        return extractor.given(self._lake.scan("answers").join(talks, on=_CONVERSATION, how="semi").collect()), unread

    def close(self) -> None:
        """Ends the conversation with the model; says what could not be read."""
        if self._model is not None:
            self._model.close()
        if len(self._lake.files("answers")) > MOST_FILES:
            self._lake.recreate("answers", self._lake.read("answers"))
        if self.unread:
            self._note(f"warning: {self.unread:,} conversations could not be read by the language model and wait for the next build; {self._why}")

    def _without(self, parts: list[Part]) -> list[Part]:
        """Those of the parts that no answer is held of."""
        wanted = pl.LazyFrame([(p.answer_id, p.source, p.conversation_id) for p in parts], schema=dict.fromkeys(_KEY, pl.String), orient="row")
        held = set(self._lake.scan("answers").select(_KEY).join(wanted, on=_KEY, how="semi").collect().iter_rows())
        return [p for p in parts if (p.answer_id, p.source, p.conversation_id) not in held]

    def _take_over(self, parts: list[Part]) -> None:
        """Keeps, for conversations that say what another said word for word, the answer that the other got."""
        ids = pl.Series([p.answer_id for p in parts], dtype=pl.String).implode()
        held = dict(self._lake.scan("answers").filter(pl.col("answer_id").is_in(ids)).select("answer_id", "answer").collect().iter_rows())
        self._keep((p, held[p.answer_id]) for p in parts if p.answer_id in held)

    def _ask(self, extractor: LlmExtractor, parts: list[Part]) -> None:
        """Asks about each text once, a few at a time, and keeps what is answered."""
        by_text: dict[str, list[Part]] = {}
        for part in parts:
            by_text.setdefault(part.answer_id, []).append(part)
        queue, asked = sorted(by_text, reverse=True), dict[Future[str], str]()
        fresh, kept_at = list[tuple[Part, str]](), time.monotonic()
        with ThreadPoolExecutor(self._settings.concurrency) as pool:
            try:
                while asked or (queue and not self._is_down):
                    while queue and not self._is_down and len(asked) < self._settings.concurrency:
                        answer_id = queue.pop()
                        asked[pool.submit(self._answer, extractor, by_text[answer_id][0].text)] = answer_id
                    done, _ = wait(asked, timeout=KEPT_EVERY, return_when=FIRST_COMPLETED)
                    for future in done:
                        answer = self._outcome(future)
                        fresh += [(part, answer) for part in by_text[asked.pop(future)] if answer is not None]
                    if fresh and time.monotonic() - kept_at >= KEPT_EVERY:
                        self._keep(fresh)
                        fresh, kept_at = [], time.monotonic()
            finally:
                self._keep(fresh)

    def _answer(self, extractor: LlmExtractor, text: str) -> str:
        """An answer that can be read."""
        for attempt in Retrying(stop=stop_after_attempt(READINGS), retry=retry_if_exception_type(Unreadable), reraise=True):
            with attempt:
                answer = self._opened().answer(extractor.instructions, text, seed=attempt.retry_state.attempt_number - 1)
                read(answer)
                return answer
        raise AssertionError("a retry either returns or raises")

    def _opened(self) -> ChatModel:
        if self._model is None:
            self._model = ChatModel(self._settings, self._key, prompt.schema())
        return self._model

    def _outcome(self, future: Future[str]) -> str | None:
        """The answer, or None where there is none; takes note of why."""
        try:
            answer = future.result()
        except Unreadable as problem:
            self._why, self._failed_in_a_row = str(problem), 0
            return None
        except ModelError as problem:
            self._why = str(problem)
            self._failed_in_a_row += problem.is_down
            self._is_down = self._is_down or problem.is_final or self._failed_in_a_row >= DOWN_AFTER
            return None
        self._failed_in_a_row = 0
        return answer

    def _keep(self, answered: Iterable[tuple[Part, str]]) -> None:
        rows = [
            {"answer_id": p.answer_id, "source": p.source, "conversation_id": p.conversation_id, "model": self._settings.model, "answer": answer,
             "answered_at": self._known_at[p.episode_id]}
            for p, answer in answered
        ]  # fmt: skip
        fresh = pl.DataFrame(rows, schema=TABLES["answers"].empty().schema)
        self._lake.append("answers", fresh.sort("answered_at").unique(_KEY, keep="first", maintain_order=True))


def _known_at(cut: episodes.Episodes, now: datetime, taken: Taken) -> dict[str, datetime]:
    """The episodes to ask about, and from when the answers count as known.

    A state's answers were there from the first of the times that lie between its landing and the next; where there is none, the state in force is asked about now.
    """
    talks = {episode: (source, talk) for episode, source, talk in cut.turns.select("episode_id", "source", "conversation_id").unique().iter_rows()}
    states = cut.horizons.sort("span_id", "horizon").with_columns(until=pl.col("horizon").shift(-1).over("span_id"))
    known = dict[str, datetime]()
    for episode, since, until in cut.standing.join(states, on=["span_id", "horizon"]).select("episode_id", "horizon", "until").iter_rows():
        times = [at for at in taken.get(talks[episode], ()) if at >= since and (until is None or at < until)] or ([now] if until is None else [])
        if times:
            known[episode] = min(known.get(episode, times[0]), *times)
    return known
