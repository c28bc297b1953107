"""How, when and whether a customer wants to be reached. What belongs here: channel, time, language, consent and their withdrawal. What does not: other likings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.sentences import clause_at, is_question, is_unreal, sentences
from transforms.matters import is_scoped

_CHANNEL = {
    "email": r"e-?\s?mail(?:s|ing|ed)?",
    "sms": r"text(?:s|ing|ed)?(?: messages?)?|sms(?:es)?",
    "phone": r"(?:phone )?call(?:s|ing|ed)?|(?:tele)?phon(?:e[ds]?|ing)|ring(?:s|ing)?|rang",
    "whatsapp": r"what'?s ?app",
    "chat": r"(?:live |web |online )?chat",
    "post": r"(?:by |paper |regular |snail |postal )mail|letters?|post",
}
_ANY = "|".join(_CHANNEL.values())
_OF = {name: re.compile(rf"(?i)^(?:{pattern})$") for name, pattern in _CHANNEL.items()}
_NAMED = r"(?: (?:me|us) (?:by|sir|ma'?am|mr|mrs|ms|dr|miss|a|an)\b)"
_ONCE = r"(?:,? (?:when|if|once|after|before|as soon|tomorrow|today|tonight|now|right|back|later|at|on \w+day|this|next|in \d|asap|to (?:confirm|let|say|tell|discuss|sort))\b)"
_ABOUT_IT = r"(?: (?:with|about|of|from|that|saying|confirming|regarding|containing)\b)"
"""What follows makes it one call or mail, and no liking."""
_LIKED = [
    re.compile(rf"(?i)\b(?:i|we)(?:'d| would|'ll)? (?:much |really |always |strongly |still |now |actually )?(?:prefer|rather|sooner|like|want|appreciate)(?: it)?(?: if)?(?: that)?(?: you)?(?: (?:to|in|things|it|could|would|be|being|get|receive|have|just|only|use|updates?|contact(?:ed)?|reached|communicat\w+|correspond\w+|a|an|by|via|through|over|on|me|us|everything|all|your|using|the|this|rather)){{0,6}} (?P<channel>{_ANY})\b(?! (?:number|address|account|back|to)\b|{_NAMED})"),
    re.compile(rf"(?i)\bplease (?P<channel>{_ANY}) (?:me|us)\b(?=,? (?:because|as|since|i'?m|i am|i can'?t|i cannot|i do ?n'?t|i never|i won'?t)\b)"),
    re.compile(rf"(?i)(?:\bjust|\bonly|\bbest to|\bfrom now on,? please) (?P<channel>{_ANY}) (?:me|us)\b(?! (?:by|sir|mr|mrs|ms|dr|miss|a|an|when|if|once|tomorrow|today|back|later|at)\b)"),
    re.compile(rf"(?i)\b(?P<channel>{_ANY}) only\b(?! (?:if|when))|\buse (?P<used>{_ANY}) (?:for me|with me|to (?:reach|contact) me|instead)\b"),
    re.compile(rf"(?i)\b(?:it'?s|it is|would be|be) (?:much |far |a lot )?(?:easier|better|best|simpler)(?: for me| for us)? if you(?: could| can)? (?P<channel>{_ANY}) (?:me|us)\b"),
    re.compile(rf"(?i)\b(?:send|give|drop|shoot) (?:me|us) (?:an?|the) (?P<channel>{_ANY}) (?:instead|rather|from now on)\b"),
    re.compile(rf"(?i)\b(?:please |just |only |so |then |but |kindly )*(?P<channel>{_ANY}) (?:me|us)(?: (?:messages?|updates?))? (?:instead|only|from now on|rather|going forward|in (?:the )?future|always)\b"),
    re.compile(rf"(?i)\b(?P<channel>{_ANY}) (?:is|are|works|would be|will be|'s) (?:just |much |totally |perfectly |usually |always |the |my |a )*(?:fine|best|better|easier|easiest|good|ok|okay|great|preferred|perfect|preference|better option|best (?:way|option))(?! (?:service|number))\b"),
    re.compile(rf"(?i)\b(?:best|easiest|preferred|only) (?:way|method|channel) (?:to (?:reach|contact|get|communicate)[^.?!]{{0,20}} )?(?:is|would be|for me is)(?: (?:by|via|through|a|to|on|over))? (?P<channel>{_ANY})\b"),
    re.compile(rf"(?i)\b(?:contact|reach|message|notify|write to|write|reply to|answer|update|get (?:a )?hold of|get back to) (?:me|us)(?: (?:only|back|instead|always))? (?:by|via|through|on|over|using|with)(?: (?:a|an|my))? (?P<channel>{_ANY})\b(?! (?:\d|number))"),
    re.compile(rf"(?i)(?<!\bi )(?<!\bwe )(?<!\byou )(?<!n't )(?<!not )\b(?P<channel>{_ANY})(?: me| us)?,?(?: and| but| please)? ?(?:do ?n'?t|do not|never|not|rather than|instead of) (?:{_ANY})\b"),
    re.compile(rf"(?i)\b(?:do ?n'?t|do not|never) (?:{_ANY})(?: me| us)?[,;:] (?:please |just |but )*(?P<channel>{_ANY})(?: me| us)?\b(?! (?:number|address))"),
    re.compile(rf"(?i)\b(?:do|kindly|simply|always|better to|easier to|easiest to|better off|by all means) (?P<channel>{_ANY}) (?:me|us)\b(?!{_ONCE}|{_NAMED})"),
    re.compile(rf"(?i)\b(?:an? |the )?(?P<channel>{_ANY}) (?:will do|does (?:it|the job)|(?:suits?|reach(?:es)?|gets?) (?:me|us)|(?:is|are) (?:what|how) (?:i|we)(?:'d| would)? (?:prefer|like|want|read|use|look at))\b"),
    re.compile(rf"(?i)\b(?:easiest|quickest|fastest|best|simplest) (?:to|way to) (?:catch|reach|get|contact|find)(?: hold of)?(?: me| us)?(?: is)? (?:on|by|via|over|through) (?P<channel>{_ANY})\b"),
    re.compile(rf"(?i)\b(?:stick|keep|stay|stay in touch|carry on|continue|go on)(?:ing)? (?:it |everything |this |things )?(?:to|with|on|in|by|using) (?:this |the |my )?(?P<channel>{_ANY})\b(?! (?:for|until|till))"),
    re.compile(rf"(?i)\b(?:communicat\w+|correspond\w*|in touch|answers?|updates?|everything|all|things|anything|ping (?:me|us))(?: (?:with me|please|only|just))* (?:on|over|by|via|through|in) (?:the )?(?P<channel>{_ANY})\b"),
    re.compile(rf"(?i)\b(?:drop|shoot|write|send|give) (?:me|us) (?:an? )(?:quick |proper |short )?(?P<channel>{_ANY})\b(?!{_ONCE}|{_ABOUT_IT})"),
    re.compile(rf"(?i)\bsend (?:me |us )?(?:an? |proper )?(?P<channel>{_ANY})(?: messages?)? (?:instead|only|from now on)\b|\bif you need (?:me|us|anything|something),? (?:just |please )?(?P<used>{_ANY})\b(?!{_ONCE})"),
    re.compile(rf"(?i)\b(?P<channel>{_ANY})(?: (?:me|us|it))? (?:instead of|rather than|better than)\b"),
    re.compile(rf"(?i)\bpreferred (?:contact )?(?:channel|method|contact)(?: of contact)?(?: is|:)? (?P<channel>{_ANY})\b"),
    re.compile(rf"(?i)\b(?:switch|change|move|set)(?: me| it| my (?:contact )?(?:preference|preferences|channel))?(?: over)? (?:to|from \w+ to) (?P<channel>{_ANY})\b"),
]  # fmt: skip
_REFUSED = re.compile(
    rf"(?i)\b(?:(?:(?:please )?(?:don'?t|do not|dont|never|stop|quit|cease|avoid)(?: (?:ever|even|you))?|no more|no longer want(?: any)?|(?:don'?t|do not) (?:want|like|need|wish)(?: to (?:get|receive|have|be))?(?: any(?: more)?| you to| your| these| more)?|tired of|sick of|hate)(?: (?:getting|receiving|with|the|your|all|these|being|sending me|sending|bother me with|any|more))*) (?P<channel>{_ANY}|contact(?:ing|ed)?|messag(?:es?|ing)|disturb)\b(?!{_NAMED})(?: (?:me|us|my))?(?P<rest> (?:until|before|after|at|back|on) \w+)?"
)
_OUT = re.compile(
    r"(?i)\b(?:unsubscribe|opt(?: me)?[ -]?out|take me off|remove me from)\b(?:[^.?!]{0,30}?\b(?P<what>marketing|newsletter|promotion\w*|e-?mails?|texts?|sms|calls?|mailing list|call list|list))?"
)
_NO_MORE = re.compile(
    r"(?i)\b(?:no more|(?:don'?t|do not|dont) (?:want|send me|need|use my \w+ for)(?: any)?(?: more)?)[^.?!]{0,20}?\b(?P<what>marketing|newsletters?|promotion\w*|offers|advertising|ads|adverts)\b"
)
_STOP_WORD = re.compile(r"(?i)^\W*(?:stop|stopall|unsubscribe|end|quit|cancel)\W*$")
_IN = re.compile(
    r"(?i)\b(?:(?:i|we) (?:agree|consent|am (?:fine|ok|okay|happy) with|don'?t mind)(?: to| with)?|(?:i'm|i am|we're) happy to (?:get|receive)|feel free to add me to|add me to|opt(?: me)? in(?: to| for)?|sign me up (?:for|to)|subscribe me to|you (?:can|may)(?: now| again)?)[^.?!]{0,25}?\b(?P<what>marketing|newsletter|promotion\w*|offers|advertising|mailing list|record(?:ed|ing)?|e-?mail|text|sms|call|whatsapp|contact|shar(?:e|ing))\b(?: me)?"
)
_DENIED = re.compile(
    r"(?i)\b(?:(?:don'?t|do not|dont|never|not) (?:want |agree |consent |wish |allow )?(?:to |that |you |my |this |the |be |being |call )*)(?P<what>record(?:ed|ing)?|share|sharing|sell|selling)\b(?: (?:my|our|this))?(?: (?:data|information|details|call))?"
)
_ABOUT = {"marketing": "marketing", "newsletter": "marketing", "promotion": "marketing", "mailing list": "marketing", "list": "marketing", "record": "recording", "shar": "data_sharing", "sell": "data_sharing", "call": "phone", "text": "sms", "sms": "sms", "e": "email", "whatsapp": "whatsapp"}  # fmt: skip
_WHEN = r"(?:(?:after|before|around|between|at|from) (?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?: in the (?:morning|afternoon|evening))?|\d{1,2}(?::\d{2})? ?(?:am|pm|a\.m\.|p\.m\.)?(?: (?:and|to|-) \d{1,2}(?::\d{2})? ?(?:am|pm|a\.m\.|p\.m\.)?)?|noon|work|lunch|school)|(?:in |on )?(?:the )?(?:early |late )?(?:mornings?|afternoons?|evenings?|weekdays?|weekends?|nights?|lunchtime|(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: (?:mornings?|afternoons?|evenings?))?))"
_TIME = [
    re.compile(rf"(?i)\bbest (?:time|times|day)(?: (?:to|for)[^.?!]{{0,25}})? (?:is|are|would be) (?:usually |always )?(?P<value>{_WHEN}(?: (?:on|or|and) {_WHEN})?)"),
    re.compile(rf"(?i)\b(?:prefer|rather|only|always)\b[^.?!]{{0,30}}\b(?:call(?:ed|s)?|contact(?:ed)?|reach(?:ed)?|phone[ds]?|text(?:ed|s)?|email(?:ed|s)?)(?: me)?(?: only| just)? (?P<value>{_WHEN})"),
    re.compile(rf"(?i)\b(?:call|contact|reach|phone|text) me (?:only |always )(?P<value>{_WHEN})"),
    re.compile(rf"(?i)\b(?P<value>{_WHEN}) (?:is|are|suits?|works?|would be) (?:me |us )?(?:much |usually |always )?(?:better|best|fine|good|easier|ideal|when (?:i'm|i am|we're) (?:free|home|available|reachable))(?: for (?:me|us))?\b"),
    re.compile(rf"(?i)\bonly (?:reachable|available|free|home|in)(?: by phone)? (?P<value>{_WHEN})"),
]  # fmt: skip
_TONGUES = "english|spanish|french|german|italian|portuguese|dutch|polish|russian|ukrainian|turkish|arabic|hebrew|hindi|urdu|bengali|chinese|mandarin|cantonese|japanese|korean|vietnamese|thai|tagalog|swedish|danish|norwegian|finnish|greek|czech|hungarian|romanian"
_LANGUAGE = re.compile(
    rf"(?i)\b(?:prefer|rather|speak|speaks|understand|talk|continue|write(?: to me)?|reply|answer|served|help|communicate|someone who speaks|only speak|native language is|mother tongue is)(?: (?:to|in|only|be|it|with|this|me|speak|a|my))* (?P<value>{_TONGUES})\b|\b(?:in|switch to) (?P<please>{_TONGUES})(?:,)? please\b"
)
_LASTING = re.compile(r"(?i)\b(?:instead|from now on|in (?:the )?future|going forward)\b")
_NOT = re.compile(r"(?i)\b(?:not|n'?t|never|no)\b[^,;.]{0,18}$")
PATTERNS = (_STOP_WORD, _OUT, _NO_MORE, _DENIED, _IN, _REFUSED, *_LIKED, *_TIME, _LANGUAGE)
"""Without one of these a text says nothing of how its writer is reached."""


def reach(text: str) -> Iterator[Found]:
    """Claims of a customer's text about reaching the customer."""
    if _STOP_WORD.match(text):
        yield Found(0, len(text), "consent", "consent.sms" if "cancel" not in text.lower() else None, "no", confidence=0.6)
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        if is_unreal(sentence):
            continue
        asks = is_question(text, start, end)
        yield from _consents(text, start, end)
        refused = [hit for hit in _REFUSED.finditer(text, start, end) if not hit["rest"] or hit["rest"].split()[0] == "back"]
        for hit in refused:
            yield from _refusal(hit, clause_at(text, start, end, hit.start()))
        for pattern in _LIKED:
            for hit in pattern.finditer(text, start, end):
                group = "channel" if "channel" in hit.re.groupindex and hit["channel"] else "used"
                if (
                    (asks and not _LASTING.search(text, hit.start(), end))
                    or _NOT.search(text[start : hit.start(group)])
                    or any(r.start() <= hit.start(group) < r.end() for r in refused)
                    or is_scoped(text[hit.end(group) : end])
                ):
                    continue
                yield Found(*clause_at(text, start, end, hit.start(group)), "preference", "contact.preferred_channel", _channel(hit[group]), confidence=0.9)
        if not asks:
            for pattern in _TIME:
                for hit in pattern.finditer(text, start, end):
                    yield Found(hit.start("value"), hit.end("value"), "preference", "contact.preferred_time", " ".join(hit["value"].split()), confidence=0.85)
        tongue = _LANGUAGE.search(text, start, end)
        if tongue and (not asks or tongue["please"]) and not _NOT.search(text[start : tongue.start()]):
            group = "value" if tongue["value"] else "please"
            if group == "value" and is_scoped(text[tongue.end() : end]):
                continue
            yield Found(*tongue.span(group), "preference", "language", tongue[group], confidence=0.85)


def _channel(word: str) -> str:
    return next(name for name, pattern in _OF.items() if pattern.match(word))


def _refusal(hit: re.Match[str], span: tuple[int, int]) -> Iterator[Found]:
    word = hit["channel"].lower()
    if word.startswith(("contact", "messag", "disturb")):
        yield Found(*span, "consent", "contact.do_not_contact", "yes", confidence=0.85)
        return
    channel = _channel(word)
    yield Found(*span, "preference", "contact.preferred_channel", channel, operation="retract", confidence=0.85)
    if channel != "chat":
        yield Found(*span, "consent", f"consent.{channel}", "no", confidence=0.85)


def _consents(text: str, start: int, end: int) -> Iterator[Found]:
    for pattern, value in ((_OUT, "no"), (_NO_MORE, "no"), (_DENIED, "no"), (_IN, "yes")):
        for hit in pattern.finditer(text, start, end):
            if value == "yes" and (_NOT.search(text[start : hit.start("what")]) or is_question(text, start, end)):
                continue
            what = (hit["what"] or "marketing").lower()
            if what == "contact":
                yield Found(*clause_at(text, start, end, hit.start()), "consent", "contact.do_not_contact", "no", confidence=0.8)
                continue
            about = next((a for w, a in _ABOUT.items() if what.startswith(w)), "marketing")
            yield Found(*clause_at(text, start, end, hit.start()), "consent", f"consent.{about}", value, confidence=0.85)
