"""What a customer's turn answers. What belongs here: what was asked before it, and what a transcript without the agent lets expect. What does not: the answer."""

from __future__ import annotations

import re

import polars as pl

_ASKS: dict[str, str] = {
    "person.name": r"\b(?:your|full|first|last|account holder'?s?|passenger'?s?|may i have (?:your|the)|get (?:your|a)) (?:full |good |first |last |and last |complete )*names?\b|who am i (?:speaking|talking|chatting)|whom am i|name,? please|what(?:'s| is) your name|name (?:on|under|for) the (?:account|booking|reservation|order)",
    "contact.phone": r"(?:phone|telephone|mobile|contact|cell|callback) ?(?:phone )?(?:number|no\b)|number (?:to|we can|i can) (?:reach|call)|best number",
    "contact.email": r"e-?mail(?: ?id| address)?",
    "contact.address": r"(?:home|mailing|delivery|shipping|postal|street|billing|your|the|current|full|new) address(?! book)|where (?:should|do|can) (?:we|i) (?:deliver|ship|send)",
    "booking.number": r"(?:booking|confirmation|reservation|pnr|record locator|itinerary)(?: confirmation)? ?(?:number|code|id|no\b|reference|details)|\bpnr\b",
    "policy.number": r"policy ?(?:number|id|no\b)",
    "claim.number": r"claim ?(?:number|id|no\b)",
    "order.number": r"order ?(?:number|id|no\b|#)",
    "ticket.number": r"(?:ticket|case) ?(?:number|id|no\b)",
    "account.number": r"(?:account|acct|customer|member(?:ship)?|employee) ?(?:number|id|no\b)",
    "account.username": r"user ?name|user ?id|login (?:name|id)",
    "person.date_of_birth": r"date of birth|birth ?date|\bdob\b|birthday",
}
ASKED = {name: re.compile(pattern, re.I) for name, pattern in _ASKS.items()}
REQUESTS = re.compile(r"(?i)\?|please|provide|\bmay i\b|\bcan i\b|could|need|what(?:'s| is)|verify|confirm|tell me|give me|have your|share")
_TOPICS: dict[str, re.Pattern[str]] = {
    "claim.number": re.compile(r"(?i)\bclaims?\b"),
    "policy.number": re.compile(r"(?i)\bpolicy\b"),
    "booking.number": re.compile(r"(?i)\b(?:seats?|boarding|flights?|bookings?|reservations?|check ?-?in|itinerary|hotel)\b"),
    "account.number": re.compile(r"(?i)\b(?:accounts?|cards?|transfer|balance|bank|transactions?|charges?|statement|expenses?|employee|software)\b"),
    "order.number": re.compile(r"(?i)\b(?:my orders?|parcel|package|shipment|tracking)\b"),
    "contact.address": re.compile(r"(?i)\b(?:deliver\w*|order|pizza|address|ship\w*|moved|moving)\b"),
}


def asked(text: str) -> frozenset[str]:
    """The attributes that an agent's or a bot's text asks for."""
    if not REQUESTS.search(text):
        return frozenset()
    return frozenset(name for name, pattern in ASKED.items() if pattern.search(text))


def topics(text: str) -> list[str]:
    """The attributes that what a customer came about lets expect, in the order of `_TOPICS`."""
    return [name for name, pattern in _TOPICS.items() if pattern.search(text)]


def with_context(turns: pl.DataFrame) -> pl.DataFrame:
    """Turns with `before`, the agent's turns right before a customer's, and `is_alone`: nobody else speaks in the episode."""
    other = pl.col("speaker").is_in(["agent", "bot"])
    said = pl.when(other).then("text")
    back = [said.shift(n).over("episode_id") for n in (1, 2)]
    before = pl.when(back[0].is_not_null() & back[1].is_not_null()).then(pl.concat_str(back[1], back[0], separator="\n")).otherwise(pl.coalesce(back))
    return turns.with_columns(before=before.fill_null(""), is_alone=~other.any().over("episode_id") & (pl.col("channel") != "email"))
