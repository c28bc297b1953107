"""The `exemplars` extractor: claims of the three models trained on exemplars.

What belongs here: which turns each model is shown, thresholds, and claims. What doesn't: the models (`sentences`, `tagger`, `outcomes`), the
span check and de-duplication (`transforms.observations`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from transforms.extractors import claims
from transforms.extractors.exemplars import digests, lines, outcomes, sentences, tagger
from transforms.extractors.exemplars.clauses import clauses
from transforms.extractors.exemplars.features import Said, question
from transforms.extractors.exemplars.grams import words
from transforms.extractors.exemplars.lines import Lines
from transforms.extractors.exemplars.plausible import is_empty, is_errand, is_likely, is_plea
from transforms.extractors.exemplars.sentences import LASTING
from transforms.matters import is_lasting, may_last, topic
from transforms.registry import Attribute
from transforms.reported import reported
from transforms.statements import statement as said_of
from transforms.validity import due

LEAST: Mapping[str, float] = {
    "preference": 0.5, "fact": 0.5, "event": 0.5, "relationship": 0.5, "issue": 0.42, "request": 0.6, "commitment": 0.6, "consent": 0.6, "sentiment": 0.6,
    "attribute": 0.9, "outcome": 0.9,
}  # fmt: skip
LASTS, LASTS_IN_SERVICE = 0.57, 0.96
"""From which chance of telling of a life a clause is kept though no kind of it is likely, among people or with an assistant and where somebody is served;
and below half of which it is not, whatever kind is."""
_SERVICE = re.compile(
    r"\b(?:booked|bookings?|appointments?|reservations?|refund\w*|itinerary|licen[cs]e plate|(?:your|the|an?) (?:account|order|ticket|claim|policy|booking|request|case|parcel|package|invoice|subscription|viewing|ride|delivery)|"
    r"customer (?:service|number|care)|date of birth|(?:order|account|booking|policy|claim|reference|phone) number)\b",
    re.IGNORECASE,
)
TAUGHT: Mapping[str, float] = {"preference": 0.42, "request": 0.55, "commitment": 0.55}
WHOLE = 80
MANY_MARKED = 300
"""With as many marked lines of a user's own, the seed's are left out."""
ASKED, ASKED_EVERY = 0.75, 12
_PROMISES = re.compile(
    r"\b(?:i|we|you)(?:'| wi| ')?ll\b|\bgoing to\b|\bshall\b|\bpromise|\bcan (?:do|meet|pick|be|come)\b|\bworks for me\b|\bcount me in\b|"
    r"\bwill be (?:glad|happy|available|with you)\b|\bwill do\b|\b(?:supervisor|technician|colleague|team) will\b",
    re.IGNORECASE,
)
_AGENTS = ("commitment",)
OWN_LIFE = 0.8
"""From which chance it is kept what an agent, or whoever else speaks with the customer, tells of a life of their own."""
_OF_OWN = re.compile(r"\b(?:my|i)\b(?! (?:can|could|may|see|am|have (?:a |an |the |found|booked|made|it)|found|understand|apologi[sz]e|do (?:not|see)|need|will|would|was able|just need)\b)", re.IGNORECASE)
_SERVES = re.compile(r"\b(?:you|your|account|order|booking|booked|reservation|ticket|system|customers?|assist|sorry|apologi[sz]e|glad|happy to|colleague|manager|team|here to)\b|\?", re.IGNORECASE)
_STOPPED = re.compile(r"[.,!?;:]|[a-z] [A-Z]")
RUN = 8
ALIKE = 0.6
"""Two statements of one kind and episode that share more of their words than this say one thing."""
class Models(NamedTuple):
    """What was trained: the seed's tagger and the user's, the sentence model, the outcome weights."""

    sentences: sentences.SentenceModel
    seed_tagger: tagger.Tagger
    own_tagger: tagger.Tagger
    outcomes: outcomes.Outcomes


class _Unit(NamedTuple):
    """A clause of a turn, the chance of each kind, and the chance that it tells of the customer's life."""

    start: int
    end: int
    chance: np.ndarray
    lasting: float


class _Turn(NamedTuple):
    at: int
    episode: str
    interaction: str
    speaker: str
    channel: str
    text: str
    previous: str
    asked: str
    said_at: datetime
    zone: str


class Exemplars:
    """Claims from exemplars; made by `train`.

    Attributes:
        owns: attributes of a user's own marked exemplars; what other extractors claim about these is dropped.
    """

    name = "exemplars"
    version = digests.VERSION

    def __init__(self, models: Models, digest: str, owns: frozenset[str] = frozenset()) -> None:
        self.models, self.digest, self.owns = models, digest, owns

    @classmethod
    def train(cls, own: Lines | None = None, cache: MutableMapping[str, bytes] | None = None, seed: Lines | None = None) -> Exemplars:
        """Trains on the seed and a user's lines, or takes what was trained on the same before.

        Args:
            own: the user's lines.
            cache: bytes by key, kept across builds.
            seed: in the seed's stead, for tests.
        """
        own = Lines() if own is None else own
        seed = lines.seed() if seed is None else seed
        kept = cache if cache is not None else {}

        def of(part: str, make: Callable[[], bytes], *lines: object) -> bytes:
            key = f"exemplars/{part}/{digests.digest(*lines)}"
            if (data := kept.get(key)) is None:
                data = make()
                kept[key] = data
            return data

        counted = {attribute for line in own.marked for _, _, attribute in line.spans}
        marked = own.marked if len(own.marked) >= MANY_MARKED else (*seed.marked, *own.marked * 3)
        known = of("sentences", lambda: sentences.dump(sentences.train(seed.sentences, own.sentences)), seed.sentences, own.sentences)
        spans = of("seed-tagger", lambda: tagger.train(seed.marked), seed.marked)
        mine = of("own-tagger", lambda: tagger.train(marked), marked) if own.marked else b""
        ended = of("outcomes", lambda: _ended(seed, own).tobytes(), seed.conversations, own.conversations)
        models = Models(sentences.SentenceModel(sentences.load(known)), tagger.Tagger(spans), tagger.Tagger(mine), outcomes.Outcomes(np.frombuffer(ended)))
        return cls(models, digests.of(seed, own), frozenset(counted))

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) of turns (`TURNS`)."""
        said = list(_turns(turns.filter(pl.col("language").fill_null("en").is_in(["en", "und", ""]))))
        return claims([*self._statements(said), *self._values(said), *self._endings(said)])

    def _statements(self, turns: list[_Turn]) -> list[dict[str, Any]]:
        model = self.models.sentences
        if not model.kinds:
            return []
        served = {t.episode for t in turns if t.speaker in {"agent", "bot"} and _SERVICE.search(t.text)}
        units: list[tuple[_Turn, int, int]] = []
        for turn in turns:
            if turn.speaker not in {"customer", "agent"}:
                continue
            cut = clauses(turn.text)
            units += [(turn, c.start, c.end) for c in cut]
            if len(cut) > 1 and model.taught and len(turn.text.split()) <= WHOLE:
                units.append((turn, 0, len(turn.text)))
        chances = model.chances([Said(t.text[a:b].strip(), t.previous, t.asked) for t, a, b in units])
        chances, lasting = chances[:, :-1], chances[:, -1]
        least = np.array([TAUGHT.get(k, 0.5) if k in model.taught else LEAST[k] for k in model.kinds])
        by_turn: dict[int, list[int]] = {}
        for row, (turn, _, _) in enumerate(units):
            by_turn.setdefault(turn.at, []).append(row)
        worth = {units[row][0].at for row in np.flatnonzero(self._is_worth(units, chances - least, lasting)).tolist()}
        found = [
            c
            for at, rows in by_turn.items()
            if at in worth
            for turn in [units[rows[0]][0]]
            for c in self._of_turn(turn, [_Unit(*units[r][1:], chances[r], float(lasting[r])) for r in rows], least, LASTS_IN_SERVICE if turn.episode in served else LASTS)
        ]
        return _sparing(_once(found), turns) if not model.taught else found

    def _is_worth(self, units: Sequence[tuple[_Turn, int, int]], margins: np.ndarray, lasting: np.ndarray) -> np.ndarray:
        """Which units may be claims: all others are spared the look at their words."""
        kinds, taught = self.models.sentences.kinds, self.models.sentences.taught
        is_customers = np.array([turn.speaker == "customer" for turn, _, _ in units], bool)
        is_likely = (margins.max(1, initial=-1) >= 0) & (is_customers | np.isin(np.array(kinds)[margins.argmax(1)], _AGENTS) | (lasting >= OWN_LIFE))
        if taught or "fact" not in kinds:
            return is_likely
        lasts = may_last(pl.Series([turn.text[start:end] for turn, start, end in units], dtype=pl.String)).to_numpy()
        return np.asarray(is_likely | (is_customers & (lasts | (lasting >= LASTS))))

    def _of_turn(self, turn: _Turn, units: list[_Unit], least: np.ndarray, lasts: float) -> Iterator[dict[str, Any]]:
        kinds, taught = self.models.sentences.kinds, self.models.sentences.taught
        single = [u for u in units if u.end - u.start < len(turn.text.strip())] or units
        whole = units[-1] if len(units) > len(single) else None
        told: set[str] = set()
        for unit in single:
            kind = self._kind(turn, unit, least, lasts)
            if kind is not None:
                told.add(kind)
                yield _statement(turn, unit, kind, max(float(unit.chance[kinds.index(kind)]), unit.lasting if kind in LASTING else 0))
                if (second := self._second(turn, unit, least)) and second != kind:
                    yield _statement(turn, unit, second, float(unit.chance[kinds.index(second)]))
        if whole is not None and turn.speaker == "customer":
            for at, kind in enumerate(kinds):
                if kind in taught and kind not in told and whole.chance[at] >= least[at]:
                    yield _statement(turn, max(single, key=lambda u: u.chance[at]), kind, float(whole.chance[at]))

    def _kind(self, turn: _Turn, unit: _Unit, least: np.ndarray, lasts: float) -> str | None:
        kinds, taught = self.models.sentences.kinds, self.models.sentences.taught
        clause, margin, is_customers = turn.text[unit.start : unit.end], unit.chance - least, turn.speaker == "customer"
        kind = kinds[int(margin.argmax())]
        if kind == "relationship" and not taught and is_empty(kind, clause):
            kind = "fact"
        is_fit = (kind != "commitment" or bool(_PROMISES.search(clause))) and (bool(taught) or not is_empty(kind, clause))
        is_answer = kind == "preference" and turn.asked.rstrip().endswith("?")
        is_doubted = kind in LASTING and not taught and ((unit.lasting < lasts / 2 and not is_answer) or is_errand(clause))
        is_own_life = kind in LASTING and unit.lasting >= OWN_LIFE and bool(_OF_OWN.search(clause)) and not _SERVES.search(clause)
        if margin.max() >= 0 and is_fit and not is_doubted and (is_customers or kind in _AGENTS or is_own_life):
            return kind
        if taught or not is_customers or is_errand(clause):
            return None
        if unit.lasting >= lasts and margin.max() < 0 and not is_answer:
            likeliest = max((k for k in LASTING if k in kinds), key=lambda k: float(unit.chance[kinds.index(k)]))
            return likeliest if not is_empty(likeliest, clause) else "fact"
        return "fact" if is_lasting(clause) else None

    def _second(self, turn: _Turn, unit: _Unit, least: np.ndarray) -> str | None:
        """Of a run of words without a stop, as recognisers write, what it says besides."""
        clause, margin = turn.text[unit.start : unit.end], unit.chance - least
        if turn.speaker != "customer" or _STOPPED.search(clause) or len(clause.split()) < RUN or self.models.sentences.taught:
            return None
        at = int(margin.argsort()[-2])
        kind = self.models.sentences.kinds[at]
        return kind if margin[at] >= 0 and kind not in {"commitment", "request"} and not is_empty(kind, clause) else None

    def _values(self, turns: list[_Turn]) -> Iterator[dict[str, Any]]:
        episodes: dict[str, list[_Turn]] = {}
        for turn in turns:
            if turn.speaker == "customer":
                episodes.setdefault(turn.episode, []).append(turn)
        said = [([t.text for t in spoken], [t.asked for t in spoken]) for spoken in episodes.values()]
        own = self.models.own_tagger.conversations(said)
        out = self.models.seed_tagger.conversations(said)
        for spoken, its_own, its_out in zip(episodes.values(), own, out, strict=True):
            for turn, mine, theirs in zip(spoken, its_own, its_out, strict=True):
                rest = [
                    s
                    for s in theirs
                    if is_likely(s.attribute, turn.text, s.start, s.end, turn.asked, turn.previous) and s.attribute not in self.owns and not any(s.start < m.end and m.start < s.end for m in mine)
                ]
                for span in (*[s for s in mine if s.attribute in self.owns], *rest):
                    quote = turn.text[span.start : span.end]
                    yield {
                        "episode_id": turn.episode, "interaction_id": turn.interaction, "kind": "attribute", "attribute": span.attribute,
                        "value": quote, "statement": said_of(Attribute(span.attribute), quote),
                        "quote": quote, "quote_start": span.start, "quote_end": span.end, "authority": "customer", "confidence": round(span.confidence, 4),
                    }  # fmt: skip

    def _endings(self, turns: list[_Turn]) -> Iterator[dict[str, Any]]:
        episodes: dict[str, list[_Turn]] = {}
        for turn in turns:
            episodes.setdefault(turn.episode, []).append(turn)
        spoken = list(episodes.values())
        for ended, verdict in zip(spoken, self.models.outcomes.judge([[(t.speaker, t.text) for t in ts] for ts in spoken]), strict=True):
            if verdict is None:
                continue
            turn, value = ended[verdict.turn], "resolved" if verdict.resolved >= 0.5 else "unresolved"
            yield {
                "episode_id": turn.episode, "interaction_id": turn.interaction, "kind": "outcome", "attribute": "outcome.resolution",
                "value": value, "statement": f"Ended {value}.",
                "quote": turn.text[verdict.start : verdict.end], "quote_start": verdict.start, "quote_end": verdict.end,
                "authority": "customer" if turn.speaker == "customer" else "agent",
                "confidence": round(max(verdict.resolved, 1 - verdict.resolved), 4),
            }  # fmt: skip


def _once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of statements of one episode that say the same in nearly the same words, the last; of one speaker's in one message, both stay."""
    kept: list[dict[str, Any]] = []
    said: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = {}
    for claim in reversed(found):
        told = frozenset(words(claim["quote"]))
        others = said.setdefault((claim["episode_id"], claim["kind"]), [])
        if any(message != claim["interaction_id"] and len(told & other) > ALIKE * len(told | other) for message, other in others):
            continue
        others.append((claim["interaction_id"], told))
        kept.append(claim)
    return kept[::-1]


def _sparing(found: list[dict[str, Any]], turns: list[_Turn]) -> list[dict[str, Any]]:
    """Outside mail nearly every turn asks for something: the clearest requests of an episode stand for it, one in so many turns."""
    said: dict[str, int] = {}
    mail = {t.episode for t in turns if t.channel == "email"}
    for turn in turns:
        said[turn.episode] = said.get(turn.episode, 0) + (turn.speaker == "customer")
    left = {episode: max(1, count // ASKED_EVERY) for episode, count in said.items()}
    asked = sorted((c for c in found if c["kind"] == "request" and c["episode_id"] not in mail and not is_plea(c["quote"])), key=lambda c: -c["confidence"])
    chosen: set[int] = set()
    for claim in asked:
        if left[claim["episode_id"]] > 0 and claim["confidence"] >= ASKED:
            left[claim["episode_id"]] -= 1
            chosen.add(id(claim))
    return [c for c in found if c["kind"] != "request" or c["episode_id"] in mail or id(c) in chosen]


def _ended(seed: Lines, own: Lines) -> np.ndarray:
    share = min(1.0, 0.3 * len(own.conversations) / max(1, len(seed.conversations))) if len(own.conversations) > 100 else 1.0
    return outcomes.train([*seed.conversations, *own.conversations], [share] * len(seed.conversations) + [1.0] * len(own.conversations))


def _turns(turns: pl.DataFrame) -> Iterator[_Turn]:
    """Turns with the one before and what the other side had last said, within their episode."""
    episode, previous = "", ""
    last: dict[str, str] = {}
    columns = ("episode_id", "interaction_id", "speaker", "channel", "text", "occurred_at", "timezone")
    for at, (this, interaction, speaker, channel, text, said_at, zone) in enumerate(turns.select(columns).iter_rows()):
        if this != episode:
            episode, previous, last = this, "", {}
        text = text or ""
        asked = next((last[s] for s in reversed(last) if s != speaker), "")
        yield _Turn(at, this, interaction, speaker, channel, text, previous, asked, said_at, zone)
        if text.strip() and speaker != "system":
            previous = text
            last.pop(speaker, None)
            last[speaker] = text


def _statement(turn: _Turn, unit: _Unit, kind: str, chance: float) -> dict[str, Any]:
    start, end = unit.start, unit.end
    quote = turn.text[start:end]
    cut = len(quote) - len(quote.lstrip())
    quote = quote.strip()
    start += cut
    about = topic(quote, kind)
    return {
        "episode_id": turn.episode, "interaction_id": turn.interaction, "kind": kind, "value": about.value, "topic": about.topic,
        "statement": reported(quote, kind, turn.speaker, question(turn.asked)),
        "quote": quote, "quote_start": start, "quote_end": start + len(quote), "authority": "customer" if turn.speaker == "customer" else "agent", "confidence": round(chance, 4),
        "due_at": due(quote, turn.said_at, turn.zone) if kind == "commitment" and turn.said_at else None,
    }  # fmt: skip
