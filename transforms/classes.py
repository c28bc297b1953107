"""Classes of what is claimed: health, belief, contact and the like, and what a class is barred from.

What belongs here: which class a claim or a text is of. What does not: keeping it from recall or delivery (orchestration.governance.bars).

An attribute has one class. What has no attribute, or one of an open class, is also of every class whose words it holds: these tell of the special categories
of GDPR article 9 and of article 10, in English. They are meant to find too much rather than too little, and they do not find what is only implied.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

USES = ("recall", "delivery", "extraction")
"""What a class can be barred from. What is not extracted is neither recalled nor delivered."""
FORMAL = ("identity", "contact", "location", "account", "consent", "credential")
"""Classes of attributes whose values have a form: words in them (a saint in a street's name) tell nothing."""
OPEN = ("work", "preference", "service", "general")
_WORDS = {
    "health": (
        r"deaf(?:ness)?|hard of hearing|hearing (?:aids?|loss|impair\w*)|blindness|(?:i am|i'm|he is|she is|legally|registered|partially|almost|nearly|colou?r|went|going|am) blind",
        r"visual(?:ly)? impair\w*|(?:partially|poor) sight\w*|wheel ?chairs?|disab(?:led|ility|ilities)|mobility (?:scooter|aid|issue|problem)s?|crutches|walking (?:stick|frame)",
        r"prosthe\w+|amput\w+|autis\w+|adhd|dyslexi\w+|dementia|alzheimer\w*|parkinson\w*|multiple sclerosis|epilep\w+|seizures?|diabet\w+|insulin|asthma\w*|inhaler",
        r"allerg\w+|anaphyla\w+|epipens?|c(?:o)?eliac|gluten|lactose|intoleran\w+|cancer\w*|tumou?rs?|chemo\w*|oncolog\w+|leuka?emia|stroke (?:patient|victim)|(?:had|after|suffered) (?:a|my|his|her) stroke",
        r"heart (?:attack|condition|disease|surgery|failure|problem)s?|pacemaker|blood (?:pressure|test)s?|cholesterol|dialysis|transplant\w*|hiv|hepatitis|covid\w*|pneumonia|tuberculosis",
        r"surger(?:y|ies)|hospitali[sz]\w+|(?:in|to|from|out of) (?:the )?hospital|my (?:doctor|gp|therapist|psychiatrist|surgeon|nurse|midwife|dentist)|medications?|medicines?|prescri(?:bed|ptions?)",
        r"pregnan\w+|miscarr\w+|ivf|depress(?:ed|ion|ive)|anxiety|panic attacks?|ptsd|bipolar|schizo\w+|anorex\w+|bulimi\w+|eating disorder|mental(?:ly)? (?:health|ill)\w*|addict(?:ion|ed to (?:alcohol|drugs))",
        r"alcoholi(?:c|sm)|sick leave|(?:am|i'm|was|been|feeling|got|very|seriously|terminally|chronically) (?:ill|sick|unwell)|illness\w*|diseases?|migraines?|arthritis|chronic|injur\w+|concussion",
        r"broke(?:n)? (?:my|his|her) (?:arm|leg|hip|hand|wrist|foot|ankle|back|neck|nose)|diagnos(?:is|ed)|symptoms?|syndrome|medical(?:ly)?|health (?:condition|issue|problem|reason|record)s?|genetic|biometric",
        r"sign language|hearing loop|screen reader|braille|guide dog|carer|caregiver|care home|bedridden|housebound",
    ),
    "belief": (
        r"muslims?|islam\w*|mosques?|ramadan|halal|jewish|judaism|synagogues?|kosher|shabbat|sabbath|(?:am|i'm|a|as|devout|practi[sc]ing) christian|christianity|catholic\w*|protestant\w*",
        r"my (?:church|parish|faith|religion|temple|mosque|rabbi|priest|imam)|(?:go|going|goes|went) to (?:church|mass|temple|mosque|synagogue)|baptist|baptised|evangelical|mormon|jehovah'?s witness\w*",
        r"hindu\w*|buddhis\w+|sikhs?|sikhism|atheis\w+|agnostic\w*|religio\w+|pray(?:er|ers|ing)|(?:vote|voted|voting) for|political\w*|politics|(?:republican|democrat|labour|conservative|green) (?:party|voter)",
        r"trade union\w*|labou?r union|union (?:member|rep|steward|representative)\w*|member of (?:the|a|my) union|vegan(?:ism)? for ethical",
    ),
    "origin": (
        r"ethnic(?:ity|ally)?|ethnic (?:group|origin|background|minority)|racial\w*|(?:my|his|her|their) race|race or|skin colou?r|(?:african|asian|arab|cuban|mexican|chinese|japanese|korean|native)[- ]american|person of colou?r|people of colou?r",
        r"\w+ (?:descent|heritage|ancestry)|immigra(?:nt|nts|tion) ?(?:status)?|refugees?|asylum|undocumented|indigenous|aboriginal",
    ),
    "intimacy": (
        r"gay|lesbian|bisexual|homosexual\w*|queer|lgbt\w*|transgender|trans (?:man|woman|person)|non[- ]?binary|gender (?:identity|transition|reassignment)|sexual\w*|deadname",
        r"erectile|viagra|contracepti\w+|std|sti|came out as|coming out as",
    ),
    "offence": (
        r"criminal (?:record|conviction|charge)s?|convict(?:ed|ion|ions)|(?:in|from|left|out of) (?:prison|jail)|imprison\w*|on (?:probation|parole)|arrested|felon\w*|restraining order|sex offender",
    ),
}
CLASSES = (*FORMAL, *OPEN, *_WORDS)
"""The built-in classes."""


@dataclass(frozen=True)
class Classes:
    """The classes in force.

    Attributes:
        of_attribute: every registered attribute's class.
        words: words of the user's own, by class, beside the built-in ones.
        barred: use to the classes that are kept from it.
    """

    of_attribute: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    barred: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Differs where claims may be of other classes, or others of them may be drawn."""
        said = [sorted(self.of_attribute.items()), sorted(_patterns(self.words).items()), sorted(self.barred_from("extraction"))]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

    @property
    def recall_digest(self) -> str:
        """Differs where something else may be recalled; empty where nothing is barred."""
        barred = sorted(self.barred_from("recall"))
        return hashlib.sha256(json.dumps([self.digest, barred]).encode()).hexdigest()[:32] if barred else ""

    def barred_from(self, use: str) -> frozenset[str]:
        """The classes that are kept from a use; what may not be extracted is kept from all."""
        return self.barred.get(use, frozenset()) | self.barred.get("extraction", frozenset())

    def attributes_barred_from(self, use: str) -> list[str]:
        """The attributes that are kept from a use."""
        return sorted(name for name, each in self.of_attribute.items() if each in self.barred_from(use))

    def stamped(self, claims: pl.DataFrame) -> pl.DataFrame:
        """Claims with `classes`, a JSON list of their classes, sorted.

        Args:
            claims: rows with attribute, value, statement, quote.
        """
        own = pl.col("attribute").replace_strict(self.of_attribute, default=None, return_dtype=pl.String)
        told = pl.concat_str(pl.col("attribute").str.replace_all(r"[._]", " "), "statement", "value", "quote", separator="\n", ignore_nulls=True)
        rows = claims.with_columns(own=own).with_columns(told=pl.when(pl.col("own").is_in(FORMAL).fill_null(False)).then(None).otherwise(told))
        return rows.with_columns(classes=self._listed(pl.col("own"), pl.col("told"))).drop("own", "told")

    def of_texts(self, text: pl.Expr) -> pl.Expr:
        """The classes of free texts, as a JSON list."""
        return self._listed(pl.lit(None, pl.String), text)

    def _listed(self, own: pl.Expr, told: pl.Expr) -> pl.Expr:
        patterns = _patterns(self.words)
        by_words = [pl.when(told.str.contains(patterns[name]).fill_null(False)).then(pl.lit(name)) for name in sorted(patterns)]
        quoted = pl.concat_list(own, *by_words).list.drop_nulls().list.unique().list.sort().list.eval(pl.format('"{}"', pl.element())).list.join(", ")
        return pl.format("[{}]", quoted)


def holds_any(classes: Iterable[str], column: str = "classes") -> pl.Expr:
    """Rows of which one class is among these."""
    wanted = [f'"{name}"' for name in sorted(classes)]
    return pl.col(column).str.contains_any(wanted).fill_null(False) if wanted else pl.lit(False)


def _patterns(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each class that words tell, the pattern that finds one."""
    names = sorted({*_WORDS, *(name for name, given in words.items() if given)})
    parts = {name: (*_WORDS.get(name, ()), *(re.escape(word) for word in words.get(name, ()))) for name in names}
    return {name: rf"(?i)\b(?:{'|'.join(given)})\b" for name, given in parts.items()}
