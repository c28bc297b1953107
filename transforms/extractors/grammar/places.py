"""Where customers live, what they own, whom they belong to. What belongs here: places, devices, plans, organisations and occupations with a cue. What does not: catalogues of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.sentences import is_unreal
from transforms.extractors.grammar.words import COMMON

_NAME_PART = r"(?:(?:St|Mt|Ft)\.|[A-Z](?:[\w'-]|\.(?=\w))+)"
"""A dot within a name is part of it, the one that ends a sentence is not."""
_NAME = rf"(?P<value>{_NAME_PART}(?: (?:of |de |la |los |upon )?{_NAME_PART}){{0,3}})"
_LIVES = re.compile(
    rf"\b(?:[Ii](?:'m| am)? (?:now |currently |just )?(?:live|living|reside|based|located|relocated|moved)|[Ww]e (?:live|moved|relocated)|[Mm]oved) (?:here )?(?:in|to|near) {_NAME}"
)
_NATIONS = frozenset(
    [
        "usa",
        "canada",
        "mexico",
        "brazil",
        "argentina",
        "england",
        "scotland",
        "wales",
        "ireland",
        "france",
        "spain",
        "portugal",
        "germany",
        "austria",
        "switzerland",
        "italy",
        "greece",
        "turkey",
        "poland",
        "netherlands",
        "belgium",
        "denmark",
        "sweden",
        "norway",
        "finland",
        "russia",
        "ukraine",
        "india",
        "pakistan",
        "bangladesh",
        "china",
        "japan",
        "korea",
        "vietnam",
        "thailand",
        "indonesia",
        "philippines",
        "australia",
        "egypt",
        "nigeria",
        "kenya",
        "ghana",
        "israel",
    ]
)
_DEVICE = re.compile(
    r"(?i)\b(?P<value>(?:iphone|ipad|galaxy|pixel|macbook|thinkpad|surface|kindle|xbox|playstation|imac|oneplus|redmi|airpods|apple watch|chromebook)(?: (?:\d{1,2}\w{0,2}|pro|max|plus|mini|air|ultra|se|note|tab|s\d{1,2}|x[rs]?|series|fold|flip|laptop|go|book|\d{4}))*)"
)
_HAS = re.compile(r"(?i)\b(?:my|our|i (?:have|own|use|got|bought)|we (?:have|own|use)|using|with) (?:an? |the |new |old |apple |samsung |google |microsoft |lenovo )*$")
_PLAN_IS = re.compile(r"(?i)\bmy (?:current )?(?:plan|subscription|tier) is (?:the |called )?(?P<value>[\w+]+)")
_THING = re.compile(
    r"\b(?P<value>[A-Z][\w-]*(?: [\w-]+){0,2}? (?:router|modem|phone|laptop|printer|tablet|watch|speaker|camera|pod|hub|headset|console|thermostat|doorbell|tv|TV))\b"
)
_OWN_THING = re.compile(
    r"(?i:\b(?:i|we|you)(?:'ve| have)? (?:just |recently )?(?:own|have|got|bought|use|picked up|ordered|fitted|installed|run)|\b(?:have|got|is|there's|ours is|mine is|it's)) (?:an?|the|my|our) (?P<value>[A-Z][\w-]*(?: [\w-]+){0,2}? "
    r"(?:battery|charger|inverter|gateway|meter|panel|boiler|oven|fridge|freezer|dishwasher|washer|dryer|vacuum|drone|monitor|keyboard|receiver|sensor|alarm|lock|scooter|mower|heater|fan|purifier|kettle|mixer|machine)s?\b(?! plan))|"
    r"(?i:\b(?:i|we)(?:'ve| have)? (?:just |recently )?(?:own|bought|picked up|installed|got) (?:an?|the)) (?P<said>[a-z][\w-]*(?: [\w-]+){1,2}? (?:battery|charger|inverter|gateway|meter|boiler|vacuum|drone|monitor|mower|purifier))\b"
)
_PLANNED = re.compile(r"(?i)\b(?:used to|were on|was on|not|n't|if|hoping|want|like to|thinking|should|could|move|switch|put)\b[^.;!?]*$")
_THING_IS = re.compile(
    r"(?i)\b(?:the label says|it says|the model is|model is|the device is|my device is|my model is)(?: an?| the)? (?P<value>[\w-]+(?: [\w-]+){0,3}?)(?=$|[.,;!?]| (?:and|but|it|i|my|with|so)\b)"
)
_PLAN = re.compile(
    r"(?i)\b(?:on|have|under|am|with|to|for) (?:the |your |a |an )?(?P<value>(?!data|payment|travel|floor|meal|back|business)[\w+]+(?: (?:family|business|plus|unlimited|annual|monthly|pro))?) (?:plan|subscription|membership|tier)\b"
)
_PLAN_OF = re.compile(
    r"(?i)\b(?:(?:took|take|chose|picked|got|have|(?:went|go) for|paying for|signed up (?:for|to|with)|(?:tariff|contract|package) is)(?: the| a| an)?|(?:we're|we are|i'm|i am)(?: the| an?)?) "
    r"(?P<value>(?!data|payment|travel|floor|meal|back|business|new|good|better|phone|pension)[\w+]+) (?:plan|tariff|subscription|membership|package)\b(?! b\b)|"
    r"\b(?:(?:my|our) (?:current )?(?:plan|tariff|subscription|package|tier)|the (?:plan|tariff|package|tier) (?:that )?(?:we|i)(?:'ve| have)?(?: got| have| use| took| chose)?)(?: is|:| is called) (?:the |called )?(?P<named>[\w+]+)"
)
_UNIT_OF_FIRM = r"(?:Clinic|Surgery|Ltd|Inc|LLC|GmbH|Bakery|Brewing|Brewery|Architects|School|College|Partners|Foods|Textiles|Motors|Studios?|Hotel|Farm|Joinery|Logistics|Solutions|Group|Bank|Dental|Garage|Church|Museum|Nursery)"
_FIRM = re.compile(
    rf"\b(?:[Ww]e(?:'re| are)(?= (?:[A-Z]\w+ ){{1,3}}{_UNIT_OF_FIRM}\b)|(?:look after|in charge of|responsible for|do|run|manage) (?:the )?(?:[\w-]+ ){{1,3}}(?:for|at)|[Ff]or my (?:company|business|firm)|(?:[Bb]usiness|[Cc]ompany|[Ff]irm|[Cc]ustomer|[Cc]lient)(?: name)?(?: is|'s|:)(?: called| named)?(?= (?:[A-Z]\w+ ){{1,3}}(?:{_UNIT_OF_FIRM}\b|[A-Z]))|[Ii](?:'m| am)? (?:work (?:for|at)|calling from|writing from|with|from|employed (?:by|at))|[Mm]y (?:company|employer|organi[sz]ation)(?: is|:)|[Oo]n behalf of|(?:[Oo]ur|[Tt]he) (?:company|business|firm),?(?: is)?(?: called)?) {_NAME}"
)
_WORK = re.compile(
    r"(?i)\b(?:i work as|i'm working as|my (?:job|occupation|profession) is|i(?:'m| am) (?=an? (?:\w+ )?(?:nurse|teacher|doctor|engineer|student|lawyer|accountant|driver|chef|developer|designer|manager|farmer|pilot|electrician|plumber|writer|journalist|professor|scientist|artist|musician|photographer|consultant|contractor|freelancer|retiree|veteran|pharmacist|dentist|carpenter|mechanic|realtor|architect|programmer|translator|librarian|therapist|social worker|police officer|firefighter)\b))\s*(?P<value>an? (?:\w+ ){0,2}?\w+)(?=$|[.,;!?]| (?:and|but|at|for|in|so|who|with|from)\b)"
)
_PERSON = re.compile(r"(?i)\bi(?:'m| am) with $")
"""One is with people as well as with firms."""
PATTERNS = (_LIVES, _DEVICE, _PLAN, _PLAN_OF, _PLAN_IS, _THING, _OWN_THING, _THING_IS, _FIRM, _WORK)
"""All of what is looked for."""


def places(text: str) -> Iterator[Found]:
    """Places, devices, plans, organisations and occupations of the customer."""
    if is_unreal(text):
        return
    for hit in _LIVES.finditer(text):
        name = "location.country" if hit["value"].lower() in _NATIONS else "location.city"
        yield Found(*hit.span("value"), "attribute", name, hit["value"], confidence=0.85)
    for hit in _DEVICE.finditer(text):
        if _HAS.search(text[max(0, hit.start() - 40) : hit.start()]):
            yield Found(*hit.span("value"), "attribute", "device.model", hit["value"], confidence=0.8)
    for hit in _PLAN.finditer(text):
        named = hit["value"][:1].isupper() and not text.isupper()
        if (
            named or hit["value"].lower().split()[0] not in COMMON - {"basic", "premium", "standard", "business", "family", "silver", "gold", "super"}
        ) and not text.rstrip().endswith("?") and not _PLANNED.search(text[: hit.end("value")]):
            yield Found(*hit.span("value"), "attribute", "account.plan", hit["value"], confidence=0.75)
    for hit in _PLAN_OF.finditer(text):
        group = "value" if hit["value"] else "named"
        if (hit[group][:1].isupper() or hit[group].lower() not in COMMON) and not text.rstrip().endswith("?") and not _PLANNED.search(text[: hit.start()]):
            yield Found(*hit.span(group), "attribute", "account.plan", hit[group], confidence=0.75)
    for hit in _OWN_THING.finditer(text):
        group = "value" if hit["value"] else "said"
        if hit[group].split()[0].lower() not in COMMON:
            yield Found(*hit.span(group), "attribute", "device.model", hit[group], confidence=0.7)
    for hit in [*_PLAN_IS.finditer(text)]:
        if hit["value"].lower() not in COMMON or hit["value"][:1].isupper():
            yield Found(*hit.span("value"), "attribute", "account.plan", hit["value"], confidence=0.8)
    for hit in [*_THING.finditer(text), *_THING_IS.finditer(text)]:
        if hit["value"].split()[0].lower() not in COMMON:
            yield Found(*hit.span("value"), "attribute", "device.model", hit["value"], confidence=0.75)
    for hit in _FIRM.finditer(text):
        if not _PERSON.search(hit[0][: hit.start("value") - hit.start()]) and not re.match(r"(?i)the |(?:mon|tues|wednes|thurs|fri|satur|sun)day|" + "|".join(_NATIONS), hit["value"]):
            yield Found(*hit.span("value"), "attribute", "organization.name", hit["value"], confidence=0.65)
    for hit in _WORK.finditer(text):
        yield Found(*hit.span("value"), "attribute", "person.occupation", hit["value"], confidence=0.75)
