"""Topic and value of one statement. What belongs here: which part of a statement an update of it would change. What does not: the form of words (`plain`, `lexicon`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from transforms.matters.lexicon import CLASS_OF, EMPTY, HEADS, PEOPLE, SAME, bag
from transforms.matters.plain import Plain, plain

FREE = frozenset(["preference", "fact", "event", "relationship", "consent", "attribute"])
"""Kinds of observation whose free statements have a topic. A request, an issue, a promise or a mood is of its moment."""

_IS = (
    r"(?:(?:has |have |was |were |got |is |just )*"
    r"(?:went|gone|go|goes|going|increased|risen|rose|raised|dropped|fell|fallen|changed|moved|pushed|rescheduled|grew|grown|cut|reduced|bumped|improved|switched)"
    r"(?: up| down| back| forward)? (?:to|at)|is|are|was|were|am|been|be|takes|took|costs|cost|weighs|weigh|lasts|has been|will be)"
)
_SOON = r"(?: (?:now|last \w+|this \w+|recently|already|again|next \w+|in (?:19|20)\d\d|since .+|\d+ \w+ ago))*$"
_LED = r"(?:(?:i|we) )?(?:(?:am|are|was|were|have|has|had|been|just|recently|now|also|still|currently|already|actually|will|always|usually|mostly|only|really) )*"
_FAVOURITE = re.compile(r"^(?:my|our) (?P<who>\w+ )??(?:new |current |absolute )?(?:favou?rite) (?P<what>[\w ]+?) (?:is|are|was|were|will be) (?:the )?(?P<value>.+)$")
_IS_FAVOURITE = re.compile(r"^(?P<value>[\w ]+?) (?:is|are|was) (?:now )?(?:my|our) (?P<who>\w+ )??(?:new |current |absolute )?(?:favou?rite) (?P<what>[\w ]+)$")
_NAMED = re.compile(r"^(?:my|our) (?P<what>[\w ]+?)(?: name)? (?:is|are) (?:called |named )(?P<value>[\w ]+)$|^(?:my|our) (?P<whose>[\w ]+?) name is (?P<name>[\w ]+)$")
_LIVES = re.compile(
    r"^(?P<who>(?:my|our) \w+|i|we|\w+) (?:(?:am|is|are|was|were|have|has|been|just|recently|now|also|still|currently) )*"
    r"(?:live|lives|living|lived|based|reside|resides|residing|settled|moved|relocated)(?: (?:from|out of) \w+)?(?: (?:back|over|up|down))? (?:in|at|to) (?P<value>.+)$"
)
_WORKS = re.compile(r"^(?P<who>(?:my|our) \w+|i|we) (?:(?:am|is|have|has|been|just|now|currently|also) )*(?:work|works|working|employed) (?:at|for|by|with) (?P<value>.+)$")
_KEPT = re.compile(rf"^{_LED}(?P<verb>keep|keeps|store|stores|park|parks|leave) (?P<what>(?:my|our|the) [\w ]+?) (?P<where>in|at|on|under|behind|next to) (?P<value>.+)$")
_WAY = re.compile(
    rf"^{_LED}(?:(?:take|takes|get|ride|rides|catch|use)(?: the| a| my)? (?P<value>\w+) to|(?P<by>drive|drives|walk|walks|bike|cycle|bicycle|run)(?: to)|(?:go|commute|travel)(?: to)? (?P<to>\w+) by) (?P<where>\w+.*)$|"
    rf"^{_LED}(?:go|commute|travel)(?: to)? (?P<place>\w+) by (?P<vehicle>\w+)$"
)
_CAR = re.compile(rf"^(?:(?P<who>my \w+|i|we) (?:(?:now|just) )?(?:drive|drives|am driving)|(?:my|our) (?:new )?car is)(?: a| an| the| my)? (?:new )?(?P<value>\w+){_SOON}")
_OF_NAME = re.compile(
    rf"^(?P<who>(?:my|our) \w+|i|we) (?:(?:am|is|are|have|has|now|just|been) )*(?P<what>bank|banks|banking|go|goes|study|studies|studying|insured|engaged|married|enrolled|root|play|plays)"
    rf"(?: (?P<how>with|to|at|for))? (?P<value>\w+){_SOON}"
)
_HAS_OF = re.compile(r"^(?:i|we) have (?:a|an|the) (?P<what>\w+) of (?P<value>.*\d.*)$")
_OWN = re.compile(rf"^(?P<what>(?:my|our) [\w ]+?) {_IS} (?P<value>.+)$")
_AGE = re.compile(rf"^(?P<who>(?:my|our) \w+|i|we) (?:am|is|are|turned|just turned|will be) (?P<value>\d+)(?: years old)?{_SOON}")
_STATE = re.compile(rf"^(?P<who>(?:my|our) \w+|i|we) (?:(?:am|is|are|got|have been|has been|just) )+(?:a |an )?(?P<value>[\w-]+){_SOON}")
_TRADE = re.compile(rf"^(?P<who>(?:my|our) \w+|i|we) (?:(?:am|is|work as|works as|working as|became|now) )+(?:a|an) (?P<value>[\w -]+?(?:er|or|ist|ian|nurse|chef|cook|clerk|pilot|attendant|assistant|accountant)){_SOON}")
_UNTRADED = frozenset("member customer user subscriber owner smoker mother father brother sister drinker eater driver lover runner sleeper traveller traveler newcomer senior minor buyer holder caller loser winner".split())
_OFTEN = re.compile(r"\b(?:(?:every|each) (?:other |single )?(?:day|week|month|year|night|morning|evening|afternoon|weekend)|\d+ (?:times|nights|days|hours) an? \w+)\b")
_LIKES = re.compile(r"\b(?:like|prefer)\b")
_PREFERS = re.compile(r"\bprefer\b(?! to\b)")
_NUMBER = re.compile(r"\b\d+:\d\d\b|\b\d+(?:\.\d+)?(?:th)?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\d{1,2}\b")
_UNIT = (
    ("time", re.compile(r"\d:\d\d")), ("day", re.compile(r"[a-z]\d")), ("span", re.compile(r"\d (?:\w+ )?(?:second|minute|hour|day|week|month|year)")),
    ("money", re.compile(r"\d (?:dollar|euro|pound|buck|cent|usd|eur|gbp)")), ("weight", re.compile(r"\d (?:kilo|pound|lb|kg|gram|ounce)")),
    ("length", re.compile(r"\d (?:kilometer|mile|meter|metre|foot|feet|inch|cm)")), ("share", re.compile(r"\d ?(?:percent|%)")),
)  # fmt: skip
_DAY = re.compile(r"^(?:(?:on|in|for|to) )?(?:the )?(?:next )?(?P<day>\w+)$")
_WHERE = re.compile(r"^(?:in|at|on) (?P<value>.+)$")


_MAY_LAST = re.compile(
    r"(?i)\bfavou?rite\b|\b(?:my|our) [\w' ]{2,40}? (?:is|are|was|takes?|took|costs?|weighs?|lasts?|went|moved|changed|has)\b|"
    r"\b(?:i|we)(?:'m|'ve|'re)?(?: \w+){0,2} (?:liv(?:e|ing)|based|moved|relocated|work(?:ing)?|driv(?:e|ing)|bank|go|study(?:ing)?|engaged|married|single|divorced|vegan|vegetarian|"
    r"retired|keep|take|bike|walk|commute|have|got|own|am|an?|\d+)\b|\bi'm \w"
)
_COUNTED = re.compile(r"^(?:i|we) (?:(?:now|also|just|currently) )?have \d+(?:th)? \w+$")
_SORTS = frozenset(["span", "money", "weight", "length", "share", "time", "day", "name"])
_ADDRESSED = re.compile(r"^(?:my|our) (?:\w+ )?(?:name|number|email|address|zip|code|id|account|order|booking|surname|password|pin|issue|problem|question)\b")
_OWNED = re.compile(r"\b(?:i|we|my|our|me|us|mine|ours)\b")
_POINTS = re.compile(r"\b(?:it|that|this|those|these|them|he|she|they|him|her)\b")
"""Words that point at what was said before: with little else beside them, a statement is about something else each time."""
_SMALL_TALK = frozenset("like number thank know think see hear heard guess let mean try rememb help wait understand say tell agre hope sure good great sorri no yes".split())

Found = tuple[str, str] | None


class Topic(NamedTuple):
    """A key and an answer; same key and answer is the same memory, same key and another answer a change."""

    topic: str | None
    value: str | None


def topic(sentence: str, kind: str = "fact") -> Topic:
    """Topic and answer of a sentence; no topic where it is of its moment, asks, or is made of small words only."""
    if kind not in FREE or sentence.rstrip().endswith("?"):
        return Topic(None, None)
    said = plain(sentence)
    if not (_OWNED.search(said.text) or said.names):
        return Topic(None, None)
    if found := framed(said):
        return Topic(found[0], f"not {found[1]}" if said.is_denied else found[1])
    key = _rest(said.text)
    words = set(key.split()) - _SMALL_TALK
    if not words or (len(words) < 3 and _POINTS.search(said.text)):
        return Topic(None, None)
    return Topic(key, "no" if said.is_denied else _often(said.text) or "yes")


def framed(said: Plain) -> Found:
    """What the first frame that fits makes of a sentence: who or what it is about, and the value that an update would change."""
    return next((found for frame in _FRAMES if (found := frame(said)) and all(found)), None)


def may_last(sentences: pl.Series) -> pl.Series:
    """Which sentences are worth asking `is_lasting`; odd letters are, as Polars may take their case otherwise."""
    return sentences.str.contains(_MAY_LAST.pattern) | sentences.str.contains(r"[^\x00-\x7F]")


def is_lasting(sentence: str) -> bool:
    """Does a sentence say of the speaker what stays so until it is updated: where they live, what is theirs, what they like best?"""
    if not _MAY_LAST.search(sentence) or sentence.rstrip().endswith("?"):
        return False
    said = plain(sentence)
    if any(all(found) for frame in _LASTING if (found := frame(said))):
        return True
    own = _own(said)
    return bool(_COUNTED.match(said.text)) or (own is not None and own[0].split()[-1] in _SORTS and not _ADDRESSED.search(said.text))


def _often(text: str) -> str:
    return " ".join(hit[0] for hit in _OFTEN.finditer(text))


def _rest(text: str) -> str:
    """The topic of what no frame fits: its words, but not how often. A liking and a preference are one."""
    words = bag(re.sub(r"\bprefer\b|\blike\b", " ", _OFTEN.sub(" ", text)))
    return _key("like", words) if words and _LIKES.search(text) else words


def _key(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _who(words: str) -> str:
    return bag(words)


def _favourite(said: Plain) -> Found:
    hit = _FAVOURITE.match(said.text) or _IS_FAVOURITE.match(said.text)
    return (_key("favourite", bag(hit["who"] or ""), bag(hit["what"])), bag(hit["value"])) if hit else None


def _named(said: Plain) -> Found:
    hit = _NAMED.match(said.text)
    return (_key("name", bag(hit["what"] or hit["whose"])), bag(hit["value"] or hit["name"])) if hit else None


def _trimmed(value: str) -> str:
    return re.sub(_SOON, "", value).strip()


def _lives(said: Plain) -> Found:
    hit = _LIVES.match(said.text)
    if not hit or re.search(r"\bmoved to (?:a|an|the) ", said.text) or _trimmed(hit["value"]) in CLASS_OF or _NUMBER.match(hit["value"]):
        return None
    return _key("lives", _who(hit["who"])), bag(_trimmed(hit["value"]))


def _works(said: Plain) -> Found:
    hit = _WORKS.match(said.text)
    if not hit or hit["value"].split()[0] in CLASS_OF or hit["value"] in {"home", "night", "the weekend"}:
        return None
    return _key("works", _who(hit["who"])), bag(_trimmed(hit["value"]))


def _kept(said: Plain) -> Found:
    hit = _KEPT.match(said.text)
    return (_key("kept", bag(hit["what"])), bag(hit["value"])) if hit else None


def _way(said: Plain) -> Found:
    hit = _WAY.match(said.text)
    if not hit:
        return None
    by = hit["value"] or hit["by"] or hit["vehicle"] or ""
    where = hit["where"] or hit["place"] or ""
    by = {"drive": "car", "drives": "car", "walk": "foot", "walks": "foot", "cycle": "bike", "bicycle": "bike"}.get(by, by)
    return (_key("way", bag(where)), bag(by)) if by in {"foot", "run"} or CLASS_OF.get(by) == "transport" else None


def _car(said: Plain) -> Found:
    hit = _CAR.match(said.text)
    return (_key("car", _who(hit["who"] or "")), hit["value"]) if hit and hit["value"] in said.names else None


def _of_name(said: Plain) -> Found:
    hit = _OF_NAME.match(said.text)
    return (_key(bag(hit["what"]), hit["how"] or "", _who(hit["who"])), hit["value"]) if hit and hit["value"] in said.names else None


def _age(said: Plain) -> Found:
    hit = _AGE.match(said.text)
    return (_key("age", _who(hit["who"])), hit["value"]) if hit else None


def _state(said: Plain) -> Found:
    hit = _STATE.match(said.text)
    kind = CLASS_OF.get(hit["value"]) if hit else None
    return (_key(kind, _who(hit["who"])), bag(hit["value"])) if hit and kind in {"marital", "diet", "employment"} else None


def _diet(said: Plain) -> Found:
    hit = re.match(rf"^(?P<who>(?:my|our) \w+|i|we) (?:do |does |now )*(?:eat|eats|eating) meat{_SOON}", said.text)
    return (_key("diet", _who(hit["who"])), "meat") if hit else None


def _trade(said: Plain) -> Found:
    hit = _TRADE.match(said.text)
    if not hit or hit["value"].split()[-1] in _UNTRADED or not (hit["who"] in {"i", "we"} or SAME.get(hit["who"].split()[-1], hit["who"].split()[-1]) in PEOPLE):
        return None
    return _key("trade", _who(hit["who"])), bag(hit["value"])


def _own(said: Plain) -> Found:
    """What one's own thing is: by the sort of what it is said to be."""
    hit = _HAS_OF.match(said.text) or _OWN.match(said.text)
    if not hit:
        return None
    what, value = bag(hit["what"]), re.sub(_SOON, "", hit["value"]).strip()
    words = [word for word in value.split() if word not in EMPTY]
    name = " ".join(word for word in words if word in said.names)
    if name and len(words) - len(name.split()) == 0:
        return _key(what, "name"), name
    if numbers := " ".join(_NUMBER.findall(value)):
        unit = next((unit for unit, pattern in _UNIT if pattern.search(value)), bag(_NUMBER.sub(" ", value)) or "number")
        return _key(what, unit), numbers
    day = _DAY.match(value)
    if day and CLASS_OF.get(day["day"]) in {"day", "month", "season"}:
        return _key(what, "day"), bag(day["day"])
    if len(words) == 1 and words[0] in CLASS_OF:
        return _key(what, CLASS_OF[words[0]]), bag(words[0])
    where = _WHERE.match(value)
    return (_key(what, "where"), bag(where["value"])) if where and len(words) <= 4 else None


def _number(said: Plain) -> Found:
    text = _OFTEN.sub(" ", said.text)
    numbers = _NUMBER.findall(text)
    if not numbers:
        return None
    rest = _rest(_NUMBER.sub(lambda m: " time " if ":" in m[0] else " ", text))
    if not set(rest.split()) - _SMALL_TALK:
        return None
    return _key(rest, "number"), " ".join(number.removesuffix("th") for number in numbers)


def _choice(said: Plain) -> Found:
    """What is preferred of things that exclude each other."""
    if not _PREFERS.search(said.text):
        return None
    words = [word for word in said.text.replace("prefer", " ").split() if word not in EMPTY]
    sorts = [(SAME.get(word, word), word) for word in words if CLASS_OF.get(SAME.get(word, word))]
    if not sorts:
        return None
    chosen, as_said = sorts[0]
    kind = CLASS_OF[chosen]
    rest = " ".join(word for word in words if word != as_said and word not in HEADS.get(kind, ()))
    return _key("choice", kind, bag(rest)), bag(chosen)


_LASTING = (_favourite, _named, _lives, _works, _kept, _way, _car, _of_name, _age, _state, _diet, _trade)
_FRAMES: tuple[Callable[[Plain], Found], ...] = (*_LASTING, _own, _number, _choice)
