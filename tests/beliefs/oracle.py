"""The two clocks, small, slow and plain: for every moment of knowing and every moment of being true, who wins. No cleverness, so that it can be checked by eye."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

NEVER = datetime(9999, 12, 31)
RANK = {"decision": 0, "system_of_record": 1, "customer": 2, "agent": 3, "inferred": 4}
EVER = datetime(1970, 1, 1)
WEIGHT = ("decision", "merge", "unlink", "policy", "extractor", "retraction", "correction", "update")


class Attribute(NamedTuple):
    policy: str = "latest"
    cardinality: str = "one"
    expires_after: timedelta | None = None
    half_life: timedelta | None = None

    @property
    def is_many(self) -> bool:
        return self.cardinality == "many" or self.policy == "accumulate"


class Era(NamedTuple):
    """An attribute as it was registered for a while of known time."""

    attribute: Attribute
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Evidence:
    id: str
    operation: str
    value: str | None
    authority: str
    confidence: float
    observed_at: datetime
    valid_from: datetime
    valid_to: datetime
    known_from: datetime
    known_to: datetime
    came_by: str
    went_by: str
    era: Era


class Belief(NamedTuple):
    customer_id: str
    subject: str
    value: str
    valid_from: datetime
    valid_to: datetime
    known_from: datetime
    known_to: datetime
    ids: tuple[str, ...]
    reason: str
    end_reason: str


@dataclass
class World:
    """Plain rows as the lake holds them; null is None."""

    observations: list[dict[str, Any]] = field(default_factory=list)
    memberships: list[dict[str, Any]] = field(default_factory=list)
    customers: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    former: list[dict[str, Any]] = field(default_factory=list)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    policies: dict[str, list[Era]] = field(default_factory=dict)
    """Attributes that were registered otherwise at times; in the order of known time, gaps are what was not registered."""

    def eras(self, subject: str) -> list[Era]:
        """How a subject was reconciled over all known time."""
        if subject not in self.policies:
            return [Era(self.attributes.get(subject, Attribute()), EVER, NEVER)]
        listed = self.policies[subject]
        gaps = zip([EVER, *(era.until for era in listed)], [*(era.since for era in listed), NEVER], strict=True)
        return sorted([*listed, *(Era(Attribute(), since, until) for since, until in gaps if since < until)], key=lambda era: era.since)


def beliefs(world: World) -> list[Belief]:
    """What was believed of everyone, over both clocks."""
    found: list[Belief] = []
    for (customer, subject), evidence in _evidence(world).items():
        side_by_side = [e for e in evidence if e.era.attribute.is_many]
        rows = _timeline(customer, subject, [e for e in evidence if not e.era.attribute.is_many])
        for value in {e.value for e in side_by_side if e.value is not None}:
            rows += _timeline(customer, subject, [e for e in side_by_side if e.value in (value, None)])
        found += _joined(rows)
    return found


def _joined(rows: list[Belief]) -> list[Belief]:
    """A belief that went on when values came to hold side by side, or ceased to, is one."""
    out: list[Belief] = []
    for row in sorted(rows, key=lambda r: (r.value, r.valid_from, r.valid_to, r.known_from)):
        if out and out[-1][:5] == row[:5] and out[-1].known_to == row.known_from:
            out[-1] = out[-1]._replace(known_to=row.known_to, ids=row.ids, end_reason=row.end_reason)
        else:
            out.append(row)
    return out


def _evidence(world: World) -> dict[tuple[str, str], list[Evidence]]:
    out: dict[tuple[str, str], list[Evidence]] = {}
    merges = {(c["customer_id"], c["known_to"]) for c in world.customers if c["merged_into"]}
    for claim in [*_observed(world), *_decided(world)]:
        for m in (m for m in world.memberships if m["identity"] == claim["identity"]):
            before = next((o["customer_id"] for o in world.memberships if o["identity"] == m["identity"] and o["known_to"] == m["known_from"]), None)
            came = claim["came_by"]
            if before is not None and m["known_from"] > claim["known_from"]:
                came = "merge" if (before, m["known_from"]) in merges else "unlink"
            went = claim["went_by"]
            left = m["known_to"] or NEVER
            if left < claim["known_to"]:
                went = "merge" if (m["customer_id"], left) in merges else "unlink"
            held_from, held_to = max(claim["known_from"], m["known_from"]), min(claim["known_to"], left)
            for era in world.eras(claim["subject"]):
                after = era.attribute.expires_after
                e = Evidence(
                    claim["id"], claim["operation"], claim["value"], claim["authority"], claim["confidence"], claim["observed_at"],
                    claim["valid_from"], min(claim["valid_to"], claim["valid_from"] + after if after else NEVER), max(held_from, era.since), min(held_to, era.until),
                    "policy" if era.since > held_from else came, "policy" if era.until < held_to else went, era,
                )  # fmt: skip
                if e.known_from < e.known_to and e.valid_from < e.valid_to:
                    out.setdefault((m["customer_id"], claim["subject"]), []).append(e)
    return out


def _observed(world: World) -> Iterable[dict[str, Any]]:
    for o, activated, deactivated in _spells(world):
        retracted = min((d["decided_at"] for d in world.decisions if d["decision"] == "retract" and d["observation_id"] == o["observation_id"]), default=NEVER)
        retired = o["retired_at"] or NEVER
        known_to = min(retired, deactivated, retracted)
        subject = o["attribute"] or o["topic"]
        came = "extractor" if activated > o["recorded_at"] else "retraction" if o["operation"] == "retract" else "claim"
        went = "decision" if retracted == known_to else "correction" if retired == known_to else "extractor"
        yield {
            "id": o["observation_id"], "identity": o["identity"], "subject": subject, "operation": o["operation"], "value": o["value"],
            "authority": o["authority"], "confidence": o["confidence"], "observed_at": o["observed_at"],
            "valid_from": o["valid_from"], "valid_to": o["valid_to"] or NEVER,
            "known_from": max(o["recorded_at"], activated), "known_to": known_to, "came_by": came, "went_by": went,
        }  # fmt: skip


def _spells(world: World) -> Iterable[tuple[dict[str, Any], datetime, datetime]]:
    """Each observation for each time that a version which makes it was in use."""
    for o in world.observations:
        yield o, o["activated_at"], o["deactivated_at"] or NEVER
        yield from ((o, f["activated_at"], f["deactivated_at"]) for f in world.former if f["observation_id"] == o["observation_id"])


def _decided(world: World) -> Iterable[dict[str, Any]]:
    for d in world.decisions:
        if d["decision"] == "correct":
            lifted = min((o["decided_at"] for o in world.decisions if o["decision"] == "retract" and o["observation_id"] == d["decision_id"]), default=NEVER)
            yield {
                "id": d["decision_id"], "identity": d["identity_a"], "subject": d["attribute"], "operation": "assert" if d["value"] is not None else "retract",
                "value": d["value"], "authority": "decision", "confidence": 1.0, "observed_at": d["decided_at"], "valid_from": d["decided_at"],
                "valid_to": NEVER, "known_from": d["decided_at"], "known_to": lifted, "came_by": "decision", "went_by": "decision",
            }  # fmt: skip


def _end(claim: Evidence, known: list[Evidence], attribute: Attribute) -> datetime:
    """Until when the claim holds, by all that is known: its own end, or the first retraction of it."""
    ends = [claim.valid_to]
    for r in known:
        names_it = r.operation == "retract" and r.valid_from > claim.valid_from and r.value in (None, claim.value)
        is_ranked = claim.authority == "decision" or (attribute.policy == "authority_then_latest" and not attribute.is_many)
        is_heard = not is_ranked or RANK[r.authority] <= RANK[claim.authority]
        if names_it and is_heard:
            ends.append(r.valid_from)
    return min(ends)


def _winner(live: list[Evidence], at: datetime, attribute: Attribute) -> Evidence:
    def strength(e: Evidence) -> tuple[Any, ...]:
        latest, authority = e.valid_from, -RANK[e.authority]
        if e.authority == "decision":
            return 1, e.observed_at
        return 0, *by_policy(e, latest, authority)

    def by_policy(e: Evidence, latest: datetime, authority: int) -> tuple[Any, ...]:
        if attribute.is_many:
            return latest, authority, e.confidence, e.observed_at
        if attribute.policy == "authority_then_latest":
            return authority, latest, e.confidence, e.observed_at
        if attribute.policy == "most_confident":
            decayed = e.confidence * math.pow(2, -((at - e.valid_from) / attribute.half_life)) if attribute.half_life else e.confidence
            return decayed, latest, authority, e.observed_at
        return latest, authority, e.confidence, e.observed_at

    best = max(strength(e) for e in live)
    return min((e for e in live if strength(e) == best), key=lambda e: e.id)


def _timeline(customer: str, subject: str, evidence: list[Evidence]) -> list[Belief]:
    moments = sorted({e.known_from for e in evidence} | {e.known_to for e in evidence if e.known_to < NEVER})
    open_rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for k, later in zip(moments, [*moments[1:], NEVER], strict=False):
        known = [e for e in evidence if e.known_from <= k < e.known_to]
        attribute = known[0].era.attribute if known else Attribute()
        claims = [(e, _end(e, known, attribute)) for e in known if e.operation == "assert"]
        points = sorted({p for e, end in claims for p in (e.valid_from, end)})
        spans: list[dict[str, Any]] = []
        for t, t_end in pairwise(points):
            live = [e for e, end in claims if e.valid_from <= t < end]
            if not live:
                continue
            won = _winner(live, t, attribute)
            if spans and spans[-1]["value"] == won.value and spans[-1]["valid_to"] == t:
                spans[-1]["valid_to"] = t_end
                spans[-1]["ids"].add(won.id)
            else:
                spans.append({"value": won.value, "valid_from": t, "valid_to": t_end, "ids": {won.id}, "own": won.valid_from == t})
        now_open = {}
        for span in spans:
            span["ids"] |= {e.id for e, _ in claims if e.value == span["value"] and span["valid_from"] <= e.valid_from < span["valid_to"]}
            name = (span["value"], span["valid_from"], span["valid_to"])
            row = open_rows.get(name)
            if row is None:
                row = span | {"known_from": k, "reason": _reason(k, moments[0], span, spans, evidence)}
                rows.append(row)
            row["known_to"], row["end"] = later, _cause(later, evidence) if later < NEVER else ""
            row["ids"] = span["ids"]
            now_open[name] = row
        open_rows = now_open
    return [
        Belief(customer, subject, r["value"], r["valid_from"], r["valid_to"], r["known_from"], r["known_to"], tuple(sorted(r["ids"])), r["reason"], r["end"]) for r in rows
    ]


def _cause(k: datetime, evidence: list[Evidence]) -> str:
    causes = {e.went_by for e in evidence if e.known_to == k}
    newest_before = max((e.valid_from for e in evidence if e.known_from < k), default=datetime.min)
    for e in (e for e in evidence if e.known_from == k):
        causes.add(e.came_by if e.came_by != "claim" else "correction" if e.valid_from < newest_before else "update")
    return min(causes, key=WEIGHT.index)


def _reason(k: datetime, first: datetime, span: dict[str, Any], spans: list[dict[str, Any]], evidence: list[Evidence]) -> str:
    cause = _cause(k, evidence)
    if k == first and cause not in ("decision", "merge", "unlink", "policy", "extractor"):
        cause = "first"
    if cause in ("decision", "merge", "unlink", "policy", "extractor", "retraction"):
        return cause
    if not span["own"]:
        return "retraction" if any(e.operation == "retract" and e.valid_from == span["valid_from"] for e in evidence) else "expiry"
    return "update" if cause == "first" and span is not spans[0] else cause
