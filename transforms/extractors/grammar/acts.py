"""What is done with words: promises, outcomes, requests, issues, events, likings. What belongs here: speech acts with a form. What does not: how a customer is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.gates import SPEECH, Gate
from transforms.extractors.grammar.sentences import clause_at, is_question, is_unreal, sentences
from transforms.matters import is_scoped, topic

_ACTIONS = {
    "refund": r"refund\w*|reimburs\w*|(?:credit|money) (?:back|your)|credit(?:ed|ing)? (?:your|the|back|to)",
    "callback": r"call(?:ed|ing)? (?:you|me|him|her|them|us|back)\b(?: back)?|phone you|ring you|give you a call",
    "replacement": r"replac\w+|exchang\w+",
    "delivery": r"ship\w*|deliver\w*|dispatch\w*|redeliver\w*",
    "escalation": r"escalat\w+|(?:passed|handed) (?:this|it|you|that) (?:on|to|over)|raised (?:a|the) (?:ticket|case|incident)|opened (?:a|the) (?:ticket|case|incident)|taken over|with (?:the )?(?:second|third) line",
    "follow_up": r"follow(?:ed|ing)? up|get(?:ting)? back to|got back to|reach(?:ing|ed)? out|contact(?:ed|ing)? (?:you|us)|be in touch|let you know|update you|(?:have|get|receive) an? (?:answer|update|reply|response|call)|keep you (?:posted|updated|informed)",
    "send": r"(?:re-?)?sen[dt](?:ing)?|e-?mail(?:ed|ing)?|forward(?:ed|ing)?|mail(?:ed|ing)? (?:you|it|the)|text(?:ed|ing)? you",
    "payment": r"pay(?:ing)?|paid|transfer(?:red|ring)?|settle[ds]?",
    "visit": r"(?:technician|engineer|someone|plumber|driver|colleague) (?:will |to )?(?:come|visit|be there)|come (?:by|over|in)\b|(?:technician|engineer|plumber|driver) will be|stop by|drop (?:by|off|it|them)|pick(?:ed)? (?:it|you|them) up",
    "booking": r"(?:re-?)?book(?:ed|ing)?|reserv\w+|schedul\w+|arrang\w+|set(?:ting)? (?:it |that |this )?up",
    "cancellation": r"cancel\w*",
    "change": r"updat(?:e|ed|ing) (?:your|the|it)|chang(?:e|ed|ing)|correct\w*|fix(?:ed|ing)?|process(?:ed|ing)?|waiv\w+|remov\w+|activat\w+|reset|repair\w*|resolv\w+|solv\w+|sort\w* (?:it|that|this|everything)|set (?:it|that|this|things|everything) (?:straight|right)|taken care of",
    "document": r"(?:provide|submit|fill|sign|return|bring|upload)\w*",
}
ACTION = re.compile("(?i)" + "|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _ACTIONS.items()))
_PROMISE = re.compile(
    r"(?i)\b(?:(?:i|we|i'?ll|we'?ll|ill) ?(?:'ll|will|am going to|'m going to|are going to|'re going to|shall|promise to|guarantee)?|(?:you|it|this|that|they|he|she|someone|(?:a|the|our|your|my) [\w ]{2,30}?) ?(?:'ll|will|shall|should)(?: be| get| receive| have)?)\b"
)
WILL = re.compile(r"(?i)\b(?:will|shall|promise|guarantee|going to|'ll|ill|i'll|we'll)\b|'ll\b")
_WEAK = re.compile(
    r"(?i)\b(?:will (?:be )?(?:happy|glad|able)|(?:i|we)(?:'ll| will) (?:need|have to|be happy|try|see|check|look|take|just|assist|help|do my best|think|let you go|be right|go ahead|connect)|will you|will it|will not|won'?t|not going to|will that be|will there)\b"
)
_SOON = re.compile(
    r"(?i)\b(?:by|within|in the next|tomorrow|tonight|today|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|next (?:week|month|\w+day)|in \d+|in an? (?:hour|week|day)|this (?:week|afternoon|evening)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|shortly|as soon as|once|end of|later|after)\b"
)
DONE = re.compile(
    r"(?i)\b(?:(?:i|we)(?:'ve| have| just|'ve just| have just| have already| had)? (?:now |just |already |successfully |gone ahead and )*|(?:has|have|was|were|is) (?:now |just |already |been |being |successfully )*)(?=(?:refunded|reimbursed|credited|replaced|shipped|dispatched|escalated|sent|resent|emailed|forwarded|booked|reserved|scheduled|arranged|cancelled|canceled|updated|changed|corrected|fixed|processed|waived|removed|activated|reset|paid|transferred|delivered|confirmed|set up|called|contacted|passed|handed|issued|repaired|resolved|solved|sorted (?:it|that|this|everything)|raised a|opened a|taken (?:over|care of)|(?:put|set) (?:it|that|this|things|everything) (?:right|straight))\b)|\b(?:are|is) back (?:on|in) your account\b|\b(?:replacement|order|parcel|package|item|new one)s? (?:went out|(?:has|have) gone out|(?:is|are) on (?:its|their|the) way)\b"
)
SOLVED = re.compile(
    r"(?i)\b(?:(?:is|are|it'?s|that'?s|they'?re|now) (?:all )?\w+ing (?:normally|properly|correctly|perfectly|smoothly|as (?:it should|before|usual)|fine|okay|ok)(?: now| again)?|"
    r"(?:that|it|this|which)(?:'s| has|'d)? (?:done (?:it|the job|the trick)|taken care of (?:it|that|everything)|cured it|put (?:it|that) right)|(?:come|came) back (?:to life|up(?= again| now|\W*$))|"
    r"(?:i|we) (?:can|could) (?:log ?in|sign ?in|get in|see|access|open|use|print|connect)\w* (?:\w+ )?(?:now|again)|(?:all|is) well again|as good as new|no (?:more )?(?:problems?|issues?|errors?) (?:now|since|any ?more)|(?:all |everything(?:'s| is) |it'?s |things are )?back to normal|(?:it|that|this|everything)(?:'s| is) (?:all )?(?:fine|good|ok|okay) (?:now|again)|runs? (?:like new|smoothly|fine|again)|(?:up and|it(?:'s| is)) running again|all (?:sorted|fixed|solved|good now|working)|(?:it|that|this) has been (?:fixed|solved|resolved|sorted)|(?:that|it|this|which)(?:'s| has| is| did)? (?:now |finally |just |really |actually |totally )*(?:worked|fixed|solved|resolved|working (?:now|again|fine|perfectly)|did (?:it|the trick)|sorted)|(?:works|working|fixed|solved|resolved|sorted) (?:now|again|out|perfectly|like a charm)|(?:problem|issue) (?:is |has been |got )?(?:now )?(?:solved|fixed|resolved|gone)|(?:you(?:'ve| have)?|that) (?:solved|fixed|sorted|resolved) (?:it|my|the|that))\b"
)
UNSOLVED = re.compile(
    r"(?i)\b(?:nothing (?:has )?changed|exactly the same(?=\W*$|[.!])|no (?:improvement|joy|effect|better)\b|no further (?:forward|along)|no use to (?:me|us)|"
    r"(?:has ?n'?t|has not|did ?n'?t|did not) (?:made?|done?|cured?|changed?) (?:a|any|the|it)\b|(?:nothing|none of (?:it|that|this)) (?:has )?(?:helped|helps|works|worked)|"
    r"still (?:nothing|dead|blank|down|failing|offline|stuck|faulty|happening|crashing|will not|refuses)|keeps (?:on )?happening|(?:made|makes|make) (?:no|any|the slightest) difference|(?:exactly|just) (?:as|like|the same as) before|(?:is ?n'?t|is not|not) (?:at all )?(?:solved|fixed|sorted|resolved)|back (?:to square one|where (?:we|i) started)|same (?:problem|issue|error) (?:as before|again)|nobody (?:has been able to|can|could) (?:fix|solve|help)|no (?:luck|difference|change)|i give up|still (?:not|no|does ?n'?t|doesnt|isn'?t|can'?t|cannot|won'?t|having|broken|waiting|the same|getting|there|unresolved|says|have(?:n'?t)?)|(?:did(?: not|n'?t|nt)|has(?: not|n'?t)|does(?: not|n'?t|nt)) (?:work|help|fix|solve|resolve|change|been (?:fixed|resolved|solved))\w*|not (?:yet )?(?:been )?(?:resolved|fixed|solved)|no one (?:has )?(?:helped|called|solved)|never (?:got|been) (?:fixed|resolved|refunded)|waste of (?:my )?time|you(?:'re| are| were)? (?:not|no) help(?:ful|ed|ing)?)\b"
)
REQUEST = re.compile(
    r"(?i)\b(?:please|pls|plz|kindly|can you|could you|would you|can i|could i|may i|i(?:'d| would) like(?: you)? to|i want(?: you)? to|i need(?: you)? to|i need|i want|help me|i wish to|i'?m (?:looking|calling|writing|trying) to)\b[^.?!]{0,40}?\b(?P<verb>pause|freeze|(?:my )?money back|come and|cancel|refund|return|exchange|replace|repair|change|upgrade|downgrade|transfer|update|reset|unlock|activate|deactivate|block|close|reschedule|expedite|escalate|dispute|waive|remove|resend|send|email|call|speak (?:to|with)|talk to)\b"
)
_ISSUES = {
    "lost_or_stolen": r"(?:(?:lost|misplaced) (?:my|our|the|a|it)|stole|stolen)\b",
    "double_charge": r"(?:(?:charged|billed) (?:me )?(?:twice|double|two times)|double[- ](?:charged|billed)|duplicate charge)",
    "billing": r"(?:bill (?:went|has gone) up|overcharged|wrong(?:ly)? (?:charged|billed|amount)|incorrect(?:ly)? (?:charged|billed|charge|bill)|(?:unknown|fraud\w*|unauthori[sz]ed|strange|hidden|unexpected) (?:charges?|transactions?|fees?)|bill is (?:too high|wrong))",
    "damage": r"(?:broken|broke|damaged|cracked|smashed|shattered|defective|leaking|ripped|torn)\b",
    "not_working": r"(?:(?:is ?n'?t|not|stopped|stops|doesn'?t|does not|won'?t|quit) (?:work|working|turn(?:ing)? on|load(?:ing)?|open(?:ing)?|start(?:ing)?|charg(?:e|ing)|respond(?:ing)?)|(?:is|are) (?:completely |totally )?dead|restarts? by itself|keeps? (?:crashing|freezing|disconnecting|dropping|restarting)|malfunction\w*|crash(?:es|ed))",
    "slow": r"(?:(?:painfully|very|so|too|really|extremely|unbearably) slow|crawling|(?:a|one) (?:tenth|fraction|half) of the speed)",
    "login": r"(?:locked me out|(?:keeps? |kept )?rejecting my (?:sign|log) ?in|(?:can'?t|cannot|can not|unable to|could ?n'?t) (?:log ?in|sign ?in|access)|locked out|forgot (?:my )?password|password (?:does ?n'?t|is not|not) work\w*)",
    "outage": r"(?:(?:no|lost) (?:internet|signal|connection|service|power|water|heating)|(?:internet|service|site|website|wifi|wi-fi|power) (?:is |has been |went )?(?:down|out)\b|outage)",
    "delivery": r"(?:never (?:turned|showed) up|still waiting for (?:my|the|a)|still (?:has ?n'?t|has not) (?:come|arrived)|never (?:arrived|came|received|got)|(?:has ?n'?t|have ?n'?t|did ?n'?t|has not|have not|did not|not) (?:arrived?|come|been delivered|received?|shown up)|(?:package|parcel|order|delivery|shipment) (?:is )?(?:late|missing|delayed|lost)|wrong (?:item|size|order|address|product|colou?r|cable|model|part|one|thing))",
}
ISSUE = re.compile(r"(?i)\b(?:" + "|".join(rf"(?P<{name}>{pattern})" for name, pattern in _ISSUES.items()) + ")")
EVENT = re.compile(
    r"(?i)\b(?:i|we)(?:'ve|'m|'re| have| am| are| was| were| just| recently| had| got)*(?: just| recently)? (?P<what>started a|a new job|finished my (?:degree|studies|phd|course)|laid off|(?:\w+ )?surgery|moved|moving|relocat\w+|got married|getting married|got divorced|retired|graduated|had a baby|(?:are|am|'m) expecting(?= a (?:baby|child)|$|[.!])|changed jobs|started a new job|lost my job|got laid off|bought a (?:house|home|car|new \w+)|sold (?:my|our) (?:house|car|home)|turned \d+|switched (?:to|from|banks|jobs))\b|\b(?:my|our) (?P<who>\w+) (?:just )?(?:passed away|died|was born|got married)\b"
)
_KIN = "husband|wife|spouse|partner|son|daughter|mother|mom|mum|father|dad|brother|sister|roommate|flatmate|boss|assistant|accountant|lawyer|landlord|girlfriend|boyfriend|fiance|fiancee|grandmother|grandfather|kids|children|caregiver|colleague"
RELATION = re.compile(
    rf"(?i)\b(?:my|our) (?P<who>{_KIN})(?: (?!is\b|has\b|and\b)[A-Za-z]+)?,?(?: he| she)? (?:is (?:the|my|our|also|authori[sz]ed|allowed|my contact)|handles|books|keeps|runs|owns|looks|cares|helps|takes|manages|pays|uses|lives|works|and i|deals|does|owns)\b|\b[\w]+ is my (?P<name>{_KIN})\b|\b(?:i am|i'm|im) (?:calling|writing|asking)? ?(?:on behalf of|for) my (?P<for>{_KIN})\b"
)
LIKE = re.compile(
    r"(?i)\b(?:i|we)(?:'m| am|'d| would)? (?:really |absolutely |just |always |usually |also |do |don'?t |do not |never |ca n'?t |can'?t |cannot )*(?P<verb>prefer|love|hate|dislike|adore|enjoy|detest|can'?t stand|cannot stand|stand|like|rather|a (?:big|huge) fan of|allergic to|a vegetarian|a vegan|vegetarian|vegan|lactose intolerant|gluten[- ]free|diabetic|hard of hearing|deaf|blind)\b(?! (?:to (?:know|make|book|order|get|buy|see|check|have|change|cancel|speak|find|talk|pay|add|go|schedule|return|ask)|it if|that|you|if))"
)
_NEGATED = re.compile(r"(?i)\b(?:don'?t|do not|never|ca n'?t|can'?t|cannot|not)\b")
ANGRY = re.compile(
    r"(?i)\b(?:worst (?:\w+ ){0,2}(?:service|experience|company|customer|support|ever)|(?:absolutely|completely|totally|really|so|very|extremely|beyond) (?:unacceptable|ridiculous|terrible|horrible|awful|furious|angry|disgusted|outrageous|pathetic|frustrat\w+|disappoint\w+|upset|annoyed)|furious|disgusted|outrageous|unacceptable|this is (?:ridiculous|a joke|pathetic|a disgrace)|never (?:again )?(?:use|using|buy|buying|shop\w*) (?:from )?(?:you|your|this|here)|fed up|had enough|sick and tired|never been treated so)\b"
)
GLAD = re.compile(
    r"(?i)\b(?:best (?:\w+ ){0,2}(?:service|experience|company|support)(?: ever)?|(?:absolutely|really|so|very|extremely) (?:happy|pleased|impressed|satisfied|grateful|delighted) (?:with|by|that)|(?:thrilled|delighted) with|you people are (?:fantastic|great|amazing|wonderful)|exceeded my expectations|outstanding service|you(?:'re| are) (?:a lifesaver|the best|amazing|awesome)|love your (?:service|company|product)|excellent service|amazing service)\b"
)
_ADVICE = re.compile(
    r"(?i)\b(?:(?:i|we)(?:'d| would| can| could| do)? (?:really |strongly |highly |also |definitely |always |personally )*(?:recommend|suggest|advise)(?:ed)?\b|my (?:advice|suggestion|recommendation|tip)\b|"
    r"you (?:might|may|would|will|could|'d|'ll) (?:also |really |definitely )?(?:like|love|enjoy)\b|(?:well |definitely |really )?worth (?:a (?:try|read|visit|look|watch|listen|trip)|trying|reading|visiting|watching|seeing)\b)"
)
_OFFER = re.compile(r"(?i)\bif (?:you|that)\b|\bwould you\b")
_ADVISED = 6
"""Words that a piece of advice has at least: fewer name nothing."""
_SEAT = re.compile(r"(?i)\b(window|aisle|middle) seats?\b")


def acts(text: str, speaker: str, passed: int = SPEECH) -> Iterator[Found]:
    """Speech acts in one text of a customer or an agent, of the families that `passed` lets through."""
    if not passed & SPEECH:
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        asks, unreal = is_question(text, start, end), is_unreal(sentence)
        if not asks and not unreal:
            if passed & Gate.PROMISE:
                yield from _promises(text, start, end, speaker)
            if passed & (Gate.ENDING if speaker == "customer" else Gate.DONE):
                yield from _outcomes(text, start, end, speaker)
        if speaker != "customer":
            if not asks and not unreal and passed & Gate.ADVICE and _ADVICE.search(sentence) and not _OFFER.search(sentence) and len(sentence.split()) >= _ADVISED:
                yield Found(start, end, "event", value="recommended", confidence=0.75)
            continue
        if not unreal and passed & Gate.REQUEST:
            yield from _asked(text, start, end)
        if not asks and not unreal:
            yield from _told(text, start, end, passed)


def _promises(text: str, start: int, end: int, speaker: str) -> Iterator[Found]:
    sentence = text[start:end]
    if not WILL.search(sentence) or _WEAK.search(sentence):
        return
    promise, action = _PROMISE.search(sentence), ACTION.search(sentence)
    if not promise or not action or action.start() < promise.start():
        return
    own = promise[0].lower().startswith(("i", "we")) and not promise[0].lower().startswith("it")
    if speaker == "customer" and not own:
        return
    name = str(action.lastgroup)
    timed = _SOON.search(sentence)
    if (
        timed
        or (name in {"refund", "callback", "replacement", "escalation", "follow_up", "delivery"} and own)
        or (speaker == "agent" and name in {"refund", "send", "replacement"})
    ):
        span = _act_clause(text, start, end, start + action.start())
        yield Found(*span, "commitment", value="promised", topic=name, confidence=0.85 if timed else 0.7, due=sentence, authority=speaker)


def _act_clause(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    return clause_at(text, start, end, at) if end - start > 120 else (start, end)


def _outcomes(text: str, start: int, end: int, speaker: str) -> Iterator[Found]:
    sentence = text[start:end]
    if speaker == "customer":
        for pattern, value in ((UNSOLVED, "unresolved"), (SOLVED, "resolved")):
            if (hit := pattern.search(sentence)) and not (value == "resolved" and re.search(r"(?i)\b(?:not|n'?t|nothing|never)\b", sentence[max(0, hit.start() - 12) : hit.end()])):
                yield Found(start, end, "outcome", "outcome.resolution", value, confidence=0.8)
                return
    elif hit := DONE.search(sentence):
        action = ACTION.search(sentence, hit.end())
        name = str(action.lastgroup) if action else "refund" if "back" in hit[0] else "delivery" if hit[0].endswith(("out", "way")) else "change" if "put it right" in sentence else None
        if name and not re.search(r"(?i)\b(?:not|n't|unable)\b", sentence[: hit.end()]):
            yield Found(*_act_clause(text, start, end, start + hit.start()), "outcome", value="done", topic=name, confidence=0.75)


def _asked(text: str, start: int, end: int) -> Iterator[Found]:
    if hit := REQUEST.search(text, start, end):
        yield Found(start, end, "request", value="asked", topic=f"request:{hit['verb'].lower().split()[0]}", confidence=0.75)


def _told(text: str, start: int, end: int, passed: int) -> Iterator[Found]:
    if passed & Gate.ISSUE and (hit := ISSUE.search(text, start, end)):
        yield Found(*clause_at(text, start, end, hit.start()), "issue", "issue.topic", str(hit.lastgroup), confidence=0.8)
    if passed & Gate.EVENT and (hit := EVENT.search(text, start, end)):
        yield _free(text, clause_at(text, start, end, hit.start()), "event", 0.8, since=text[start:end])
    if passed & Gate.KIN and RELATION.search(text, start, end):
        yield _free(text, (start, end), "relationship", 0.75)
    if passed & Gate.LIKING and (hit := LIKE.search(text, start, end)):
        yield from _liking(text, start, end, hit)
    for pattern, value in ((ANGRY, "negative"), (GLAD, "positive")) if passed & Gate.MOOD else ():
        if pattern.search(text, start, end):
            yield Found(start, end, "sentiment", "sentiment.overall", value, confidence=0.8)
            break


def _liking(text: str, start: int, end: int, hit: re.Match[str]) -> Iterator[Found]:
    span, verb = clause_at(text, start, end, hit.start()), hit["verb"].lower()
    if (seat := _SEAT.search(text, hit.start(), span[1])) and not is_scoped(text[seat.end() : span[1]]):
        if not _NEGATED.search(hit[0]):
            yield Found(*span, "preference", "preference.seat", seat[1].lower(), confidence=0.85)
        return
    rest = text[hit.end() : span[1]].strip(" .,!")
    if re.match(r"allergic|a? ?vegetarian|a? ?vegan|lactose|gluten", verb):
        value = f"allergic to {rest.split(',')[0]}" if verb.startswith("allergic") else verb.removeprefix("a ")
        yield Found(*span, "preference", "preference.diet", value, confidence=0.85)
    elif verb in {"hard of hearing", "deaf", "blind", "diabetic"}:
        yield _free(text, span, "fact", 0.85)
    elif rest and not re.search(r"(?i)(?:'d|would)\b.*(?:like|love|enjoy)$", hit[0]):
        yield _free(text, span, "preference", 0.7)


def _free(text: str, span: tuple[int, int], kind: str, confidence: float, since: str | None = None) -> Found:
    about = topic(text[span[0] : span[1]], kind)
    return Found(*span, kind, topic=about.topic, value=about.value, confidence=confidence, since=since)
