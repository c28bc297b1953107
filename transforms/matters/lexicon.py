"""Words as this rule sees them: what says nothing, what means the same, what excludes each other. What does not belong here: sentences."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

EMPTY = frozenset(
    "a an the of to in on at for with from by as and or but so if than then that this these those it its is are was were be been being am i me my mine myself we us "
    "our ours you your yours him them have has had do does did will would can could should might may shall just really very quite much more most lot lots bit kind sort some any all "
    "there here also too well yes yeah oh ok okay like please always usually mostly mainly generally often normally typically about around approximately roughly nearly almost "
    "get gets got getting who what which when where how up out off s t m re ve ll d now still currently today again already only even ever one ones s' "
    "anyway honestly actually basically totally absolutely definitely probably especially instead though lately recently nowadays finally both own".split()
)
"""Words that tell no two topics apart."""

_SAME = {
    "child": "kid kids children", "mother": "mom mum mommy mummy", "father": "dad daddy", "football": "soccer", "apartment": "flat apartments flats", "film": "movie movies films",
    "car": "auto automobile", "bike": "bicycle bicycles bikes", "phone": "telephone cellphone", "tv": "television telly", "holiday": "vacation vacations holidays",
    "afraid": "scared frightened terrified", "buy": "bought purchase purchased purchasing buying", "doctor": "physician doctors", "job": "jobs",
    "digital": "electronic paperless", "big": "large huge", "small": "little tiny", "ill": "sick unwell", "sms": "text texts texting", "email": "mail e-mail emails e-mails",
    "colour": "color colors colours", "favourite": "favorite favorites favourites", "neighbour": "neighbor", "need": "require requires required", "deaf": "hard-of-hearing",
    "eat": "ate eaten eats eating", "drink": "drank drunk", "drive": "drove driven driving", "go": "went gone goes going", "run": "ran running", "take": "took taken taking",
    "buddy": "pal mate", "wheelchair": "wheelchairs", "shop": "store shops stores", "gp": "doctor's", "daily": "every-day", "infant": "baby babies toddler", "couch": "sofa", "clothes": "clothing",
    "read": "reads reading", "see": "saw seen sees", "make": "made makes", "teach": "taught", "speak": "spoke spoken", "wear": "wore worn", "ride": "rode ridden", "write": "wrote written",
    "sleep": "slept", "leave": "left", "lose": "lost", "spend": "spent", "pay": "paid", "sell": "sold", "sit": "sat", "meet": "met", "begin": "began begun", "know": "knew known",
    "swim": "swam swum", "fly": "flew flown flies", "grow": "grew grown", "give": "gave given", "think": "thought", "find": "found", "tell": "told", "say": "said", "send": "sent",
}  # fmt: skip
SAME = {word: one for one, others in _SAME.items() for word in others.split()}
"""Spellings, forms and synonyms that any English text may use for one another."""

EXCLUSIVE = {
    name: frozenset(members.split())
    for name, members in {
        "marital": "single married divorced engaged widowed separated",
        "diet": "vegetarian vegan pescatarian omnivore carnivore flexitarian",
        "employment": "employed unemployed retired self-employed",
        "colour": "red blue green yellow black white grey gray brown orange pink purple violet turquoise beige gold silver navy teal maroon burgundy",
        "size": "xs s m l xl xxl small medium big mid-size compact oversized",
        "hardness": "soft firm hard",
        "heat": "hot cold warm iced chilled lukewarm",
        "height": "high low upper lower top bottom",
        "length": "long short",
        "noise": "quiet noisy loud silent",
        "bubbles": "unsparkling sparkling",
        "sugar": "sweet dry unsweetened sugar-free",
        "form": "paper digital printed hardcopy online hard",
        "payment": "cash card cheque check paypal transfer instalments",
        "fuel": "electric diesel petrol gasoline hybrid",
        "hour": "morning mornings afternoon afternoons evening evenings night nights noon midday lunchtime",
        "day": "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekday weekdays weekend weekends",
        "month": "january february march april may june july august september october november december",
        "season": "spring summer autumn fall winter",
        "seat": "window aisle middle",
        "side": "left right",
        "cabin": "economy business first-class",
        "transport": "bus train car bike tram subway metro taxi ferry plane underground",
        "roast": "dark light",
        "spice": "mild spicy",
        "bed": "twin queen king double",
        "channel": "email sms phone call calls whatsapp post letter letters chat",
        "caffeine": "decaf regular",
        "wire": "wired wireless",
        "gears": "manual automatic",
        "speed": "fast slow",
        "price": "cheap expensive",
        "age": "new old",
        "drink": "tea coffee juice milk water beer wine soda",
        "language": "english spanish french german italian portuguese dutch polish russian turkish arabic hindi chinese mandarin japanese korean vietnamese swedish greek",
        "place": "indoor indoors outdoor outdoors",
        "school": "kindergarten preschool freshman sophomore junior senior",
    }.items()
}  # fmt: skip
"""Sets of which one thing has one member at a time."""
HEADS = {"payment": frozenset(["payment", "payments", "pay", "paying"]), "drink": frozenset(["drink", "drinks"]), "channel": frozenset(["message", "messages"]), "form": frozenset(["one"])}
"""Nouns that say no more than which set a word is of."""
CLASS_OF = {member: name for name, members in reversed(EXCLUSIVE.items()) for member in members}

PEOPLE = frozenset(
    "husband wife spouse partner boyfriend girlfriend fiance fiancee son daughter child mother father brother sister grandmother grandfather aunt uncle cousin nephew niece "
    "friend neighbour boss manager doctor dentist lawyer accountant landlord roommate flatmate colleague teacher therapist coach assistant dog cat baby".split()
)

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word in the form in which two are the same."""
    word = SAME.get(word, word)
    return str(_stemmer.stemWord(SAME.get(word, word))) if word.isalpha() else word


def bag(text: str) -> str:
    """The words of a text that tell something, in one form and order."""
    return " ".join(sorted({stem(word) for word in text.split() if word not in EMPTY}))
