"""How a conversation ended: resolved or not, and the words that say so.

What belongs here: the features of a conversation's end, the linear model over them, the choice of the clause to quote. What doesn't: which
conversations are worth judging (`extractor`) and outcomes an agent states as such ("I've refunded you": grammar).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import exp, fsum
from typing import NamedTuple

import numpy as np
import polars as pl
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression
from sklearn.utils import murmurhash3_32

from transforms.extractors.exemplars.grams import words
from transforms.extractors.exemplars.lines import Conversation
from transforms.extractors.grammar.acts import acts
from transforms.extractors.grammar.gates import Gate
from transforms.extractors.grammar.narrow import may_tell_end

LAST, COLUMNS = 8, 2**16
_LATE, _EARLIER = 4, 0.6
"""Words of the last turns, and what those said before them only count beside them."""
_KEPT = 2**17
_FAILS = re.compile(
    r"\b(unfortunately|sorry|afraid|unable|cannot|can't|can not|couldn't|could not|not (?:available|possible|authori[sz]ed|covered|found|valid)|"
    r"unavailable|no (?:\w+ )?(?:available|left|match\w*|record)|"
    r"no longer|failed|unsuccessful|declined|rejected|denied|(?:code|pin|number|password|name) is (?:wrong|incorrect|not)|expired|fully booked|"
    r"sold out|out of stock|doesn't work|don't (?:know|understand|have)|didn't (?:get|understand)|nothing i can)\b"
)
_WORKS = re.compile(
    r"\b(confirmed|booked|reserved|scheduled|sent|refunded|completed|done|all set|unlocked|activated|approved|fixed|changed|updated|cancell?ed|"
    r"on its way|success\w*|correct|resolved|"
    r"is now|has been|you are booked|your (?:reference|confirmation|driver|receipt)|here (?:is|are)|i(?:'ve| have) (?:found|sent|booked|added|corrected))\b"
)
_PLEASED = re.compile(
    r"\b(perfect|great|awesome|wonderful|excellent|lovely|that works?|worked|works (?:now|fine)|that's all i|exactly|thank you so much|"
    r"thanks so much|thanks a lot|sounds (?:good|great|perfect))\b"
)
_DISPLEASED = re.compile(
    r"\b(never ?mind|anyway|too bad|useless|waste|ridiculous|forget it|give up|still (?:not|down|broken|the same)|(?:doesn't|does not|didn't|"
    r"isn't|not|won't) work\w*|thanks for nothing|for nothing|disappoint\w*|unbelievable|not happy|oh well|"
    r"somewhere else|elsewhere|another time|later then|ugh|oh no|shame|seriously|whatever|sucks?|terrible|worst|frustrat\w*)\b"
)


_HOLDS = re.compile(
    r"\b(?:works?|worked|working|fixed|solved|resolved|sorted|gone|back to normal|(?:fine|good) (?:now|again)|runs|did (?:it|the trick)|got (?:it|the)|"
    r"that's (?:all|exactly|what) i)\b"
)
_FAILED = re.compile(_FAILS.pattern.replace("unfortunately|sorry|afraid|", "unfortunately|"))
"""A word of regret alone tells nothing of how it ended."""


_PENDING = re.compile(
    r"(?i)\b(?:i|we)(?: will| shall|'ll| promise)\b[^.?!]{0,80}\b(?:by|within|tomorrow|tonight|next|on) ?"
    r"(?:\w+day|\w+ (?:hours?|days?|weeks?)|week|month|the \d|\w+ \d|$|(?=[.!]))"
)
"""One's own promise with a date near the end: how it ended is not known yet."""


class Verdict(NamedTuple):
    """The chance that a conversation was resolved, and the place (turn, start, end) of the clause that says so best."""

    resolved: float
    turn: int
    start: int
    end: int


def _side(speaker: str) -> str:
    return "c" if speaker == "customer" else "a"


def _cues(speaker: str, text: str) -> list[str]:
    low = text.lower().replace("’", "'")
    asks = low.rstrip().endswith("?")
    if speaker == "customer":
        return ["displeased"] if _DISPLEASED.search(low) else ["pleased"] if _PLEASED.search(low) else []
    found = [n for n, p in (("fails", _FAILS), ("works", _WORKS)) if p.search(low)]
    return [f"{n}{'?' if asks else ''}" for n in found]


class _Heard(NamedTuple):
    """What the model hears of a conversation's end: words and pairs of its last turns, those of the turns before only, and all else, with what it counts."""

    late: list[str]
    early: list[str]
    others: list[tuple[str, float]]

    @property
    def scale(self) -> float:
        """What a word counts, the less the more there are."""
        return 4.0 / max(1.0, len(self.late) + len(self.early)) ** 0.5


def _hear(turns: Sequence[tuple[str, str]]) -> _Heard:
    spoken = [t for t in turns if t[1].strip() and t[0] != "system"]
    end = spoken[-LAST:]
    last_cue: dict[str, str] = {}
    late: dict[str, None] = {}
    early: dict[str, None] = {}
    others = [("bias", 1.0), (f"turns={min(len(spoken) // 4, 5)}", 0.5)]
    for back, (speaker, text) in enumerate(reversed(end)):
        side, own = _side(speaker), words(text)
        named = [f"{side}={word}" for word in own]
        heard = late if back < _LATE else early
        heard |= dict.fromkeys(named)
        heard |= dict.fromkeys([f"{name} {word}" for name, word in zip(named, own[1:], strict=False)])
        for cue in _cues(speaker, text):
            others += [(f"cue={side}:{cue}:{min(back, 5)}", 1.0), (f"cue={side}:{cue}", 1.5)]
            last_cue.setdefault(side, cue)
    others += [(f"last={side}:{cue}", 2.0) for side, cue in last_cue.items()]
    others.append((f"both={last_cue.get('a')}|{last_cue.get('c')}", 2.0))
    others += [(f"ends={_side(end[-1][0])}", 0.5)] if end else []
    return _Heard(list(late), [name for name in early if name not in late], others)


def _columns(turns: Sequence[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    heard = _hear(turns)
    yield from heard.others
    yield from ((name, heard.scale) for name in heard.late)
    yield from ((name, _EARLIER * heard.scale) for name in heard.early)


def _matrix(conversations: Sequence[Sequence[tuple[str, str]]]) -> object:
    return FeatureHasher(COLUMNS, input_type="pair", alternate_sign=False).transform(_columns(c) for c in conversations)


def train(lines: Sequence[Conversation], weights: Sequence[float] | None = None) -> np.ndarray:
    """The model's weights, bias last, float64.

    Args:
        lines: conversations with their outcome.
        weights: how much each counts.
    """
    truth = np.array([c.outcome == "resolved" for c in lines])
    if truth.all() or not truth.any():
        return np.zeros(0)
    model = LogisticRegression(C=1.0, class_weight="balanced", solver="liblinear", random_state=0)
    model.fit(_matrix([c.turns for c in lines]), truth, sample_weight=np.asarray(weights) if weights is not None else None)
    return np.append(model.coef_[0], model.intercept_[0])


class _Weights(dict[str, float]):
    """The weight of the column that `_matrix` puts a feature in, looked for once."""

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights

    def __missing__(self, name: str) -> float:
        self[name] = weight = float(self._weights[abs(murmurhash3_32(name)) % COLUMNS])
        return weight


class Outcomes:
    """A trained model."""

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights
        self._weight = _Weights(weights)

    def judge(self, conversations: Sequence[Sequence[tuple[str, str]]]) -> list[Verdict | None]:
        """Verdicts on conversations of (speaker, text); None without a customer and an answer."""
        if not conversations or not len(self._weights):
            return [None] * len(conversations)
        verdicts: list[Verdict | None] = [None] * len(conversations)
        texts = pl.Series(list({text for turns in conversations for speaker, text in turns if speaker == "customer"}), dtype=pl.String)
        telling = frozenset(texts.filter(may_tell_end(texts)))
        if len(self._weight) > _KEPT:
            self._weight.clear()
        for i, turns in enumerate(conversations):
            if _is_answered(turns):
                verdicts[i] = _verdict(turns, 1.0 / (1.0 + exp(-self._logit(turns))), telling)
        return verdicts

    def _logit(self, turns: Sequence[tuple[str, str]]) -> float:
        heard, weight = _hear(turns), self._weight.__getitem__
        said = fsum(map(weight, heard.late)) + _EARLIER * fsum(map(weight, heard.early))
        return fsum(value * weight(name) for name, value in heard.others) + heard.scale * said + float(self._weights[-1])


def _tells(speaker: str, text: str, resolved: bool) -> bool:
    """Whether the turn by itself says how it ended; thanks and regrets do not."""
    low = text.lower().replace("’", "'")
    if speaker == "customer":
        return bool((_HOLDS if resolved else _DISPLEASED).search(low))
    return bool((_WORKS if resolved else _FAILED).search(low)) and not low.rstrip().endswith("?")


def _is_answered(turns: Sequence[tuple[str, str]]) -> bool:
    spoken = {speaker for speaker, text in turns if text.strip()}
    return "customer" in spoken and not spoken.isdisjoint({"agent", "bot"})


def _verdict(turns: Sequence[tuple[str, str]], resolved: float, telling: frozenset[str]) -> Verdict | None:
    wanted = {"pleased", "works"} if resolved >= 0.5 else {"displeased", "fails"}
    spoken = [i for i, (s, t) in enumerate(turns) if t.strip() and s != "system"]
    for i in reversed(spoken[-LAST:]):
        if turns[i][0] == "customer" and turns[i][1] in telling and (value := _own_word(turns[i][1])):
            return _placed(turns[i][1], i, max(resolved, 0.5) if value == "resolved" else min(resolved, 0.49))
    if any(_PENDING.search(turns[i][1]) for i in spoken[-3:]):
        return None
    cued = [i for i in spoken[-LAST:] if wanted & set(_cues(*turns[i]))]
    told = [i for i in cued if _tells(*turns[i], resolved >= 0.5)]
    own = [i for i in told if turns[i][0] == "customer"]
    answers = [i for i in spoken if turns[i][0] != "customer" and not turns[i][1].rstrip().endswith("?")]
    turn = (own or told or answers or cued or spoken)[-1]
    return _placed(turns[turn][1], turn, resolved)


def _own_word(text: str) -> str | None:
    """What the customer says outright of how it ended: it outranks every guess."""
    return next((found.value for found in acts(text, "customer", Gate.ENDING) if found.attribute == "outcome.resolution"), None)


def _placed(text: str, turn: int, resolved: float) -> Verdict:
    return Verdict(resolved, turn, len(text) - len(text.lstrip()), len(text.rstrip()))
