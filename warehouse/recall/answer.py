"""Answers a question about one customer. What belongs here: which rows are allowed, their order, the object of the contract.

What does not: scores (ranking.py), the block (budget.py).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from warehouse.recall import later, ordering, ranking
from warehouse.recall.believed import holding, moment, rfc3339, told
from warehouse.recall.budget import Line, pack, quoted
from warehouse.recall.encoder import Encoder
from warehouse.recall.layout import OPEN
from warehouse.recall.log import RecallLog
from warehouse.recall.question import Question, prepare
from warehouse.recall.reader import Snapshot
from warehouse.recall.standing import day, open_lines, profile_lines
from warehouse.recall.table import listed

LIMIT = 20
NAMES = ("person.name", "person.first_name", "person.surname")


@dataclass(frozen=True)
class Options:
    """How to recall.

    Args:
        token_budget: most tokens of the rendered context; None is no limit.
        limit: most observations.
        as_of: moment the memories must be true at.
        known_as_of: moment they must be known at.
        kinds: only these kinds; empty is all.
        communications: most of the customer's own messages.
        summaries: most conversation summaries.
        begin: only what was said at or after it.
        end: only what was said before it.
        conversation_id: only what this conversation supports.
        threshold: least score of an observation or message, instead of the built-in one.
    """

    token_budget: int | None = None
    limit: int = LIMIT
    as_of: datetime | None = None
    known_as_of: datetime | None = None
    kinds: Sequence[str] = ()
    communications: int = 0
    summaries: int = 0
    begin: datetime | None = None
    end: datetime | None = None
    conversation_id: str | None = None
    threshold: float | None = None


@dataclass(frozen=True)
class _Moments:
    """Options' times in microseconds."""

    true_at: int | None
    known_at: int | None
    begin: int | None
    end: int | None

    @classmethod
    def of(cls, options: Options) -> _Moments:
        known_at = moment(options.known_as_of)
        return cls(moment(options.as_of if options.as_of is not None else options.known_as_of), known_at, moment(options.begin), moment(options.end))


def recall(snapshot: Snapshot, identity: str, query: str, options: Options | None = None, *, encoder: Encoder | None = None, log: RecallLog | None = None) -> dict[str, Any]:
    """What to remember about a customer for a query: the object of contract section 5.

    Args:
        snapshot: an open snapshot.
        identity: `type:value`, or a customer id.
        query: the question; empty gives what is newest and best vouched for.
        options: how to recall.
        encoder: must be the snapshot's; without one only words count, and `mode` says so.
        log: where the recall is written down.

    Raises:
        SnapshotError: if the encoder is not the snapshot's.
    """
    started, options = time.perf_counter(), options or Options()
    if encoder is not None:
        snapshot.check(encoder)
    at = _Moments.of(options)
    customer_id = snapshot.customer_of(identity, at.known_at)
    place = None if customer_id is None else snapshot.place(customer_id)
    answer = _nothing(snapshot, query, options, customer_id, "exact" if encoder is not None else "exact, words only")
    if place is not None:
        vector = encoder.encode([query])[0] if encoder is not None and query.strip() else None
        beliefs = [told(snapshot, int(row)) for row in holding(snapshot, place, at.true_at, at.known_at)]
        names = [str(each["value"]) for each in beliefs if each["attribute"] in NAMES]
        question = prepare(snapshot, query, vector, at.true_at if at.true_at is not None else snapshot.manifest.clock, names)
        _fill(answer, snapshot, place, beliefs, question, options, at)
    answer["meta"]["queryTime"] = round((time.perf_counter() - started) * 1000, 3)
    if log is not None:
        log.append(answer)
    return answer


def _nothing(snapshot: Snapshot, query: str, options: Options, customer_id: str | None, mode: str) -> dict[str, Any]:
    meta = {
        "recallId": uuid.uuid4().hex,
        "buildId": snapshot.build_id,
        "snapshotId": snapshot.snapshot_id,
        "encoder": snapshot.manifest.encoder,
        "mode": mode,
        "queryTime": 0.0,
        "tokensUsed": 0,
        "tokenBudget": options.token_budget,
        "tokensBaseline": 0,
        "droppedCount": 0,
    }
    lists: dict[str, list[Any]] = {"profile": [], "observations": [], "summaries": [], "communications": [], "knowledge": []}
    return {"customer_id": customer_id, "query": query, **lists, "context": "", "meta": meta}


def _fill(answer: dict[str, Any], snapshot: Snapshot, place: int, beliefs: list[dict[str, Any]], question: Question, options: Options, at: _Moments) -> None:
    ranked = _memories(snapshot, place, question, options, at)
    said = _messages(snapshot, place, question, options, at) if options.communications else []
    shown = ranked[: max(options.limit, 0)]
    parts = {
        "profile": profile_lines(beliefs, question),
        "open": open_lines(snapshot, place, at.true_at, at.known_at),
        "memories": [_memory_line(snapshot, hit, key) for key, hit in enumerate(shown)],
        "messages": [_message_line(snapshot, row, score, key) for key, (row, score) in enumerate(said)],
    }
    block = pack(parts, options.token_budget, snapshot.counter)
    kept = [hit for key, hit in enumerate(shown) if key in block.memories]
    answer["profile"] = [{name: each[name] for name in ("attribute", "value", "valid_from", "observation_ids")} | flagged(each["isInstruction"]) for each in beliefs]
    answer["observations"] = [_observation(snapshot, hit) for hit in kept]
    answer["communications"] = [_communication(snapshot, row, score) for row, score in said]
    answer["summaries"] = _summaries(snapshot, place, kept, options, at) if options.summaries else []
    answer["context"] = block.context
    baseline = int(snapshot.customers.array("baseline")[place])
    answer["meta"] |= {"tokensUsed": block.tokens, "tokensBaseline": baseline, "droppedCount": len(ranked) - len(kept)}


def _memories(snapshot: Snapshot, place: int, question: Question, options: Options, at: _Moments) -> list[ordering.Hit]:
    """All that answers, best first."""
    begin, end = snapshot.slice_of("memories", place)
    if begin == end:
        return []
    table = snapshot.memories
    part = {name: table.array(name)[begin:end] for name in ("known_from", "known_to", "valid_from", "valid_to", "is_current", "last_seen_at", "first_seen_at")}
    known_to = part["known_to"]
    allowed = known_to == OPEN if at.known_at is None else (part["known_from"] <= at.known_at) & (at.known_at < known_to)
    current = part["is_current"] == 1
    if at.true_at is not None:
        allowed = allowed & (part["valid_from"] <= at.true_at)
        current = at.true_at < part["valid_to"]
    else:
        allowed = allowed & (table.array("is_retracted")[begin:end] == 0)
    if options.kinds:
        allowed = allowed & ranking.of_kinds(table.array("kind_code")[begin:end], options.kinds)
    if at.begin is not None:
        allowed = allowed & (part["last_seen_at"] >= at.begin)
    if at.end is not None:
        allowed = allowed & (part["first_seen_at"] < at.end)
    if options.conversation_id is not None:
        for row in np.flatnonzero(allowed):
            allowed[row] = options.conversation_id in listed(table.value("conversation_ids", begin + int(row)))
    relevant, score = ranking.memory_scores(snapshot, begin, end, question)
    return ordering.order(snapshot, begin, allowed, current, relevant, score, question, options.threshold)


def _messages(snapshot: Snapshot, place: int, question: Question, options: Options, at: _Moments) -> list[tuple[int, float]]:
    """The customer's own messages, best first, as row and score."""
    begin, end = snapshot.slice_of("communications", place)
    table = snapshot.communications
    said = table.array("occurred_at")[begin:end]
    allowed = np.ones(end - begin, dtype=bool)
    for limit, keep in ((at.true_at, np.less_equal), (at.begin, np.greater_equal), (at.end, np.less)):
        if limit is not None:
            allowed &= keep(said, limit)
    if at.known_at is not None:
        allowed &= table.array("recorded_at")[begin:end] <= at.known_at
    if options.conversation_id is not None:
        allowed &= np.array([table.value("conversation_id", row) == options.conversation_id for row in range(begin, end)], dtype=bool)
    _, score = ranking.message_scores(snapshot, begin, end, question)
    least = 0.0 if options.threshold is None else options.threshold
    rows = np.flatnonzero(allowed & (score >= least))
    best = begin + rows[np.lexsort((-said[rows], -score[rows]))][: max(options.communications, later.HEAD)]
    head, rest = best[: later.HEAD], best[later.HEAD :]
    places = later.later_first(later.of_messages(snapshot, head, score[head - begin]), question)
    scores = np.concatenate([later.lifted(score[head[places] - begin]), score[rest - begin]])
    return [(int(row), float(worth)) for row, worth in zip((*head[places], *rest), scores, strict=True)][: options.communications]


def _memory_line(snapshot: Snapshot, hit: ordering.Hit, key: int) -> Line:
    cell, row = snapshot.memories.value, hit.row
    until = "" if hit.is_current else f" (until {day(cell('valid_to', row))})"
    covers = frozenset((f"{cell('attribute', row)}={cell('value', row)}", f"memory:{cell('memory_id', row)}")) if hit.is_current else frozenset()
    line = quoted(f"{day(cell('last_seen_at', row))}: {cell('content', row)}{until}", is_instruction=bool(cell("is_instruction", row)))
    return Line(line, hit.score, key, covers)


def _message_line(snapshot: Snapshot, row: int, score: float, key: int) -> Line:
    said = day(int(snapshot.communications.array("occurred_at")[row]))
    line = quoted(f"{said}: {snapshot.communications.value('text', row)}", is_instruction=bool(snapshot.communications.array("is_instruction")[row]))
    return Line(line, score, key)


def _observation(snapshot: Snapshot, hit: ordering.Hit) -> dict[str, Any]:
    cell, row = snapshot.memories.value, hit.row
    several, talks = _supporting(snapshot, hit, "interaction_ids"), _supporting(snapshot, hit, "conversation_ids")
    return {
        "id": cell("memory_id", row),
        "content": cell("content", row),
        "score": round(min(hit.score, 1.0), 4),
        "kind": cell("kind", row),
        "occurredAt": rfc3339(cell("last_seen_at", row)),
        "source": cell("source", row),
        "conversationIds": talks,
        "quote": cell("quote", row),
        "interactionId": several[0] if several else None,
        "interactionIds": several,
        "valid_from": rfc3339(cell("valid_from", row)),
        "valid_to": rfc3339(cell("valid_to", row)),
    } | flagged(any(cell("is_instruction", each) for each in (row, *hit.same)))


def _supporting(snapshot: Snapshot, hit: ordering.Hit, column: str) -> list[str]:
    """Ids of what supports a memory and those that say the same, best first, each once."""
    cell = snapshot.memories.value
    own = listed(cell(column, hit.row))
    return list(dict.fromkeys(own + [each for row in hit.same for each in listed(cell(column, row))])) if hit.same else own


def _communication(snapshot: Snapshot, row: int, score: float) -> dict[str, Any]:
    table, cell = snapshot.communications, snapshot.communications.value
    return {
        "interactionId": cell("interaction_id", row),
        "content": cell("text", row),
        "score": round(min(score, 1.0), 4),
        "occurredAt": rfc3339(int(table.array("occurred_at")[row])),
        "channel": cell("channel", row),
        "author": cell("speaker", row),
    } | flagged(table.array("is_instruction")[row])


def flagged(is_instruction: object) -> dict[str, bool]:
    """What an entry has besides where it reads like an order to a model."""
    return {"isInstruction": True} if is_instruction else {}


def _summaries(snapshot: Snapshot, place: int, kept: list[ordering.Hit], options: Options, at: _Moments) -> list[dict[str, Any]]:
    """Summaries of the conversations that the answer comes from, in its order, then the newest."""
    begin, end = snapshot.slice_of("summaries", place)
    talks = [talk for hit in kept for talk in listed(snapshot.memories.value("conversation_ids", hit.row))]
    order = {talk: position for position, talk in reversed(list(enumerate(talks)))}
    latest = at.true_at if at.true_at is not None else OPEN
    ended = snapshot.summaries.array("ended_at")
    rows = [row for row in range(begin, end) if ended[row] <= latest]
    rows.sort(key=lambda row: (order.get(snapshot.summaries.value("conversation_id", row), len(talks)), -int(ended[row]), row))
    return [summary(snapshot, row) for row in rows[: options.summaries]]


def summary(snapshot: Snapshot, row: int) -> dict[str, Any]:
    """One conversation summary."""
    cell, table = snapshot.summaries.value, snapshot.summaries
    return {
        "id": cell("summary_id", row),
        "content": cell("content", row),
        "conversationId": cell("conversation_id", row),
        "source": cell("source", row),
        "channel": cell("channel", row),
        "occurredAt": rfc3339(int(table.array("occurred_at")[row])),
        "endedAt": rfc3339(int(table.array("ended_at")[row])),
        "wanted": cell("wanted", row),
        "done": cell("done", row),
        "open": cell("open", row),
        "observationIds": cell("observation_ids", row),
    }
