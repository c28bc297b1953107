"""The state of a dialogue over a registry. What belongs here: what is talked about, what was asked and offered, and so which attribute a value is of. What does not: finding values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from transforms.extractors.grammar.codes import runs
from transforms.extractors.grammar.persons import names
from transforms.extractors.grammar.words import COMMON
from transforms.extractors.slots import phrases
from transforms.extractors.slots.lexicon import ANY, NO, TAKES, YES
from transforms.extractors.slots.mentions import Mention, mentions, role_before
from transforms.extractors.slots.vocabulary import Slot, Token, Vocabulary, tokens

_FORGET, _TOPICAL, _ASKED, _NEAR, _ROLE, _HELD = 0.45, 2.2, 2.5, 1.3, 1.6, 0.3
_LONGEST, _UNIQUE = 25, 0.7
_NUMBERED = frozenset({"number", "id", "code", "no", "pin"})
_ENOUGH, _EVEN, _ALIVE, _DOING, _UNSAID = 1.6, 0.25, 0.3, 0.15, 9.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that a customer's turn gives to a slot, and the words that do."""

    slot: str
    value: str
    start: int
    end: int
    operation: str = "assert"
    confidence: float = 0.85


@dataclass
class Dialogue:
    """One episode so far."""

    vocabulary: Vocabulary
    topics: dict[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    offered: dict[str, list[str]] = field(default_factory=dict)
    beliefs: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    clock: int = 0
    is_open: bool = False
    questions: list[set[str]] = field(default_factory=list)

    def agent(self, text: str) -> list[Taken]:
        """Takes in what an agent or a bot says: what it is about, asks and offers. What it confirms, or answers to an open wish, is told."""
        words = tokens(text)
        self._turn(words, 0.6)
        seen = mentions(text, words, self.vocabulary)
        self.asked, self.offered = self._asked(text), {}
        told: dict[str, Taken] = {}
        for slot, mention, value in self._assigned(text, words, seen):
            if mention.is_denied:
                continue
            said = self._sentence(text, mention.start)
            if phrases.OFFER.search(text) and ("name" in slot.asks or phrases.PUT.search(said)):
                self.offered.setdefault(slot.name, [])
                if value not in self.offered[slot.name]:
                    self.offered[slot.name].append(value)
            is_open = self.is_open and (slot.name in self.beliefs or slot.is_dated)
            is_news = slot.shape in ("words", "clock", "ordinal") and not said.endswith("?") and not phrases.FAILED.search(said) and self.beliefs.get(slot.name) != value
            is_confirmed = bool(phrases.CONFIRMED.search(said)) and (slot.name in self.beliefs or is_open)
            if is_news and (is_confirmed or (is_open and not text.rstrip().endswith("?") and not phrases.OFFER.search(text))):
                told[slot.name] = Taken(slot.name, value, mention.start, mention.end, confidence=0.6)
        self._believe(told, keep=True)
        return sorted(told.values(), key=lambda t: (t.start, t.slot))

    def _sentence(self, text: str, at: int) -> str:
        starts = [m.end() for m in phrases.CLAUSE.finditer(text, 0, at) if not text[m.start() - 1 : m.end() + 1].replace(".", "").isdigit()]
        end = phrases.CLAUSE.search(text, at)
        return text[starts[-1] if starts else 0 : end.end() if end else len(text)].strip()

    def customer(self, text: str) -> list[Taken]:
        """What a customer's turn says of the slots."""
        words = tokens(text)
        self._turn(words, 1.0)
        seen = mentions(text, words, self.vocabulary)
        taken: dict[str, Taken] = {}
        for slot, mention, value in self._assigned(text, words, seen):
            if slot.shape == "boolean":
                if (said := self._boolean(slot, text, mention)) is not None:
                    taken[slot.name] = Taken(slot.name, said, mention.start, mention.end)
            elif not mention.is_denied:
                taken[slot.name] = Taken(slot.name, value, mention.start, mention.end)
            elif self.beliefs.get(slot.name) == value and slot.name not in taken:
                taken[slot.name] = Taken(slot.name, value, mention.start, mention.end, "retract")
        for one in (*self._accepted(text, words), *self._careless(text, words), *self._same(text), *self._referred(text, words), *self._placed(text), *self._answered(text, words)):
            taken.setdefault(one.slot, one)
        taken = {n: t for n, t in taken.items() if t.operation == "retract" or self.beliefs.get(n) != t.value}
        self._believe(taken)
        self.is_open = bool(phrases.OPEN.search(text))
        return sorted(taken.values(), key=lambda t: (t.start, t.slot))

    def _believe(self, taken: dict[str, Taken], *, keep: bool = False) -> None:
        self.clock += 1
        for one in taken.values():
            if one.operation == "assert":
                self.beliefs[one.slot], self.order[one.slot] = one.value, self.clock
            else:
                self.beliefs.pop(one.slot, None)
        if not keep:
            self.asked, self.offered, self.questions = set(), {}, []

    def _turn(self, words: list[Token], weight: float) -> None:
        """Shifts the topics to what these words are about; words of doing ("book", "find") only tell apart what is talked about already."""
        heard: dict[str, float] = {}
        doing: set[str] = set()
        for word in words:
            for domain, strength in self.vocabulary.topic_words.get(word.text, {}).items():
                heard[domain] = heard.get(domain, 0.0) + strength
            doing |= self.vocabulary.doing_words.get(word.text, set())
        if heard:
            most = max(heard.values())
            fresh = {d: weight * n / most for d, n in heard.items()}
            self.topics = {d: max(self.topics.get(d, 0.0) * _FORGET, fresh.get(d, 0.0)) for d in {*self.topics, *fresh}}
        told = {d for d in doing if self.topics.get(d, 0.0) > _ALIVE}
        for domain in told:
            self.topics[domain] = min(1.2, self.topics[domain] + _DOING * weight)

    def _asked(self, text: str) -> set[str]:
        found, self.questions = set(), []
        for sentence in phrases.CLAUSE.sub(lambda m: m[0] + "\n", text).split("\n"):
            if not phrases.ASKING.search(sentence):
                continue
            said = {w.text for w in tokens(sentence)}
            self.questions.append(said)
            for slot in self.vocabulary.slots.values():
                if said & slot.asks and (self.topics.get(slot.domain, 0.0) > 0.3 or not self.topics):
                    found.add(slot.name)
        return found

    def _assigned(self, text: str, words: list[Token], seen: list[Mention]) -> Iterator[tuple[Slot, Mention, str]]:
        """Each mention with the slot that it is of; with several where sibling slots fit alike."""
        used: dict[str, int] = {}
        roles = _roles(text, words, seen)
        for mention in seen:
            role = roles[mention.start]
            scored = sorted(((self._score(name, weight, mention, text, words, used, role), name, value) for name, value, weight in mention.options), key=lambda s: (-s[0], s[1]))
            if not scored or scored[0][0] < _ENOUGH:
                continue
            best = self.vocabulary.slots[scored[0][1]]
            for score, name, value in scored:
                slot = self.vocabulary.slots[name]
                if name == best.name or (score >= scored[0][0] - _EVEN and name.rpartition(".")[2] == best.name.rpartition(".")[2] and slot.topic & best.topic):
                    used[name] = mention.start
                    yield slot, mention, value

    def _score(self, name: str, weight: float, mention: Mention, text: str, words: list[Token], used: dict[str, int], role: str) -> float:
        slot = self.vocabulary.slots[name]
        score = weight + _TOPICAL * self.topics.get(slot.domain, 0.0)
        inner = [w for w in words if w.start < mention.start or w.end > mention.end]
        near = [w.text for w in inner if w.end <= mention.start][-4:] + [w.text for w in inner if w.start >= mention.end][:3]
        cued = bool(slot.asks & set(near))
        after = next((w.text for w in inner if w.start >= mention.end), "")
        score += (
            _NEAR * cued
            + 0.8 * (mention.shape == "number" and after in slot.asks)
            + (_ASKED if name in self.asked else 0.8 if name in self.offered else 0.0)
            + _HELD * (name in self.beliefs)
        )
        if slot.role:
            score += _ROLE if role == slot.role else -_ROLE if role else 0.1 * (slot.role == "from")
        close = [w.text for w in inner if w.end <= mention.start][-9:] + [w.text for w in inner if w.start >= mention.end][:4]
        score += 0.7 * bool(slot.topic & set(close))
        if mention.shape == "number":
            cued = bool(slot.asks & set([w.text for w in inner if w.end <= mention.start][-2:] + [w.text for w in inner if w.start >= mention.end][:2]))
        if mention.shape == "number" and not cued and name not in self.asked and name not in self.offered:
            score -= 3.0 if not (near and "for" in near[3:4] and slot.asks & {"people"}) else 0.6
        if (
            mention.shape == "words"
            and text[mention.start : mention.end].casefold().rstrip("s") in slot.domain
            and not phrases.CONTRAST.search(text[max(0, mention.start - 30) : mention.end + 12])
        ):
            score -= _UNSAID
        if len(mention.options) == 1 and mention.shape == "words" and weight > 0.9 and not set(text[mention.start : mention.end].casefold().split()) & COMMON:
            score += _UNIQUE
        if slot.shape == "boolean" and not cued:
            score += 0.5
        return score - (2.0 if name in used and mention.shape in ("clock", "ordinal") else 0.0)

    def _boolean(self, slot: Slot, text: str, mention: Mention) -> str | None:
        values = {v.casefold(): v for v in slot.attribute.values} or {"yes": "yes", "no": "no"}
        before, after = text[max(0, mention.start - 40) : mention.start], text[mention.end : mention.end + 50]
        if re.match(r"(?i)^\W*(?:does|do|is|are)\b", text) and text.rstrip().endswith("?"):
            return None
        if re.search(r"(?i)(?:not|n'?t) (?:really )?(?:matter|care|important|mind)", after) or re.search(r"(?i)(?:not|n'?t) (?:really )?(?:care|mind)[^.?!]*$", before):
            return slot.careless or values.get("no")
        if re.search(r"(?i)\b(?:no|not|n'?t|don'?t|without)\b[^.,!?]{0,20}$", before):
            return values.get("no")
        return values.get("yes")

    def _accepted(self, text: str, words: list[Token]) -> Iterator[Taken]:
        """Offers that the customer takes: one of a kind, or the first, or the other."""
        if not self.offered or not words:
            return
        first = words[0].text
        chosen = 1 if phrases.OTHER.search(text) else 0 if phrases.FIRST.search(text) else None
        take, yes = phrases.TAKE.search(text), next((w for w in words[:4] if w.text in TAKES), None)
        if chosen is None and (first in NO or not (yes or take or (first in YES and len(words) < 4))):
            return
        span = (yes.start, yes.end) if yes else take.span() if take else (words[0].start, words[0].end)
        for name, values in self.offered.items():
            slot = self.vocabulary.slots[name]
            if slot.shape not in ("words", "clock", "ordinal", "number", "place"):
                continue
            if chosen is not None and len(values) == 2:
                yield Taken(name, values[chosen], *span, confidence=0.7)
            elif chosen is None and len(values) == 1 and self.beliefs.get(name) != values[0]:
                yield Taken(name, values[0], *span, confidence=0.65)

    def _careless(self, text: str, words: list[Token]) -> Iterator[Taken]:
        """ "I don't care": of what was asked, or of what is named beside it."""
        said = " ".join(w.text for w in words)
        phrase = next((p for p in ANY if p in said), None)
        loose = re.search(r"(?i)\bany (?:other )?(\w+)(?: (\w+))?", text)
        for slot in self.vocabulary.slots.values():
            if slot.careless is None or self.topics.get(slot.domain, 0.0) < 0.4:
                continue
            if loose and {g.lower() for g in loose.groups() if g} & slot.asks and not text.rstrip().endswith("?"):
                yield Taken(slot.name, slot.careless, *loose.span(), confidence=0.7)
            elif phrase and (slot.name in self.asked or {w.text for w in words} & slot.asks) and words:
                yield Taken(slot.name, slot.careless, words[0].start, words[-1].end, confidence=0.7)

    def _same(self, text: str) -> Iterator[Taken]:
        """ "the same day": as in what was talked about before."""
        for hit in phrases.SAME.finditer(text):
            word = (hit[1] or hit[2].split()[0]).lower()
            alike = [s for s in self.vocabulary.slots.values() if word in s.asks or (word in ("group", "number", "amount", "party") and "people" in s.asks)]
            held = sorted((s for s in alike if s.name in self.beliefs), key=lambda s: -self.order[s.name])
            now = sorted((s for s in alike if self.topics.get(s.domain, 0.0) > 0.6), key=lambda s: -self.topics.get(s.domain, 0.0))
            for slot in now[:1]:
                source = next((s for s in held if s.domain != slot.domain), None)
                if source and (not slot.attribute.values or self.beliefs[source.name] in slot.attribute.values):
                    yield Taken(slot.name, self.beliefs[source.name], *hit.span(), confidence=0.7)

    def _referred(self, text: str, words: list[Token]) -> Iterator[Taken]:
        """ "from the restaurant": by the name it was given before."""
        for slot in self.vocabulary.slots.values():
            if not slot.role or slot.shape not in ("place", "words", "text") or self.topics.get(slot.domain, 0.0) < 0.6:
                continue
            for word in words:
                if role_before(words, word.start, 3) != slot.role or word.text in slot.topic:
                    continue
                for name, value in sorted(self.beliefs.items()):
                    other = self.vocabulary.slots[name]
                    if other.domain != slot.domain and "name" in other.asks and word.text in other.domain and (not slot.attribute.values or value in slot.attribute.values):
                        yield Taken(slot.name, value, word.start, word.end, confidence=0.7)

    def _placed(self, text: str) -> Iterator[Taken]:
        """Places in the customer's own words: "from 5th and Main to the airport"."""
        places = [s for s in self.vocabulary.slots.values() if s.shape in ("place", "text") and s.role and not s.attribute.values and self.topics.get(s.domain, 0.0) > 0.6]
        if not places:
            return
        found = {}
        for hit in phrases.PLACE.finditer(text):
            found["from" if hit["cue"].lower() in ("from", "at", "am at", "i'm at", "im at", "in", "near", "up at") else "to"] = hit.span("value")
        for slot in places:
            if slot.role in found:
                start, end = found[slot.role]
                yield Taken(slot.name, text[start:end], start, end, confidence=0.6)

    def _answered(self, text: str, words: list[Token]) -> Iterator[Taken]:
        """Answers in the customer's own words, where one such slot of what is talked about most was asked for by its own name."""
        if not words or len(words) > _LONGEST or text.rstrip().endswith("?"):
            return
        most = max(self.topics.values(), default=0.0)
        for slot in self.vocabulary.slots.values():
            if slot.shape not in ("text", "name", "place") or slot.attribute.values or self.topics.get(slot.domain, 0.0) < most - 0.05 or not self._is_asked_by_name(slot):
                continue
            if slot.shape == "name":
                for one in names(text, {"person.name"}, bare=False):
                    yield Taken(slot.name, text[one.start : one.end], one.start, one.end, confidence=0.75)
            elif slot.own & _NUMBERED:
                for start, end in runs(text)[:1]:
                    yield Taken(slot.name, text[start:end], start, end, confidence=0.75)
            elif words[0].text not in NO and not (len(words) < 4 and words[0].text in YES):
                said = text.strip().rstrip(".!")
                at = text.index(said)
                yield Taken(slot.name, said, at, at + len(said), confidence=0.6)

    def _is_asked_by_name(self, slot: Slot) -> bool:
        return any(slot.own <= said for said in self.questions)


def _roles(text: str, words: list[Token], seen: list[Mention]) -> dict[int, str]:
    """The role of each mention: by its place in a range ("the 4th to the 9th"), else by the cue before it."""
    roles = {m.start: role_before(words, m.start) for m in seen}
    for one, other in pairwise(seen):
        if one.shape == other.shape and one.shape in ("clock", "ordinal") and phrases.BETWEEN.fullmatch(text[one.end : other.start]):
            roles[one.start], roles[other.start] = "from", "to"
    return roles
