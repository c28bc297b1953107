"""Identifiers in one form each: E.164 phones, lower-case e-mail addresses, trimmed everything else.

What belongs here: the form of an identifier. What does not: which identifiers are one person.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
import polars as pl

TYPE_ALIASES = {
    "e_mail": "email",
    "email_address": "email",
    "mail": "email",
    "phone_number": "phone",
    "mobile": "phone",
    "mobile_phone": "phone",
    "telephone": "phone",
    "tel": "phone",
    "sms": "phone",
    "whatsapp_number": "whatsapp",
}
"""Other words for the types that have a form."""

_PHONE_PREFIX = re.compile(r"^(?:tel|sms|rcs|whatsapp|phone|sip):", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+\.[^@\s<>,;:\"()\[\].]{2,}")
_PROVIDER_ALIASES = {"googlemail.com": "gmail.com"}


class Identifier(NamedTuple):
    """An identifier in its one form. One that has no such form keeps its value, and `is_valid` is False."""

    type: str
    value: str
    is_valid: bool

    @property
    def identity(self) -> str:
        """`type:value`."""
        return f"{self.type}:{self.value}"


@lru_cache(maxsize=200_000)
def normalise(type_: str, value: str, default_region: str | None = None) -> Identifier:
    """The one form of an identifier.

    A phone number that is possible is valid: 555-01xx is an ordinary value. Dots and tags of e-mail addresses stay,
    since an address is shown to people as it is written; the two domains of one provider are one.
    """
    kind = re.sub(r"[^a-z0-9]+", "_", type_.strip().lower()).strip("_") or "unknown"
    kind = TYPE_ALIASES.get(kind, kind)
    text = value.replace("\x00", "").strip()
    if kind == "email":
        return _email(text)
    if kind in ("phone", "whatsapp"):
        return _phone(kind, text, default_region)
    return Identifier(kind, text, bool(text))


def _email(text: str) -> Identifier:
    found = _EMAIL.findall(text.removeprefix("mailto:"))
    if len(found) != 1 or (found[0] != text.removeprefix("mailto:") and "<" not in text):
        return Identifier("email", text, False)
    local, _, domain = found[0].lower().rpartition("@")
    return Identifier("email", f"{local}@{_PROVIDER_ALIASES.get(domain, domain)}", True)


def _phone(kind: str, text: str, region: str | None) -> Identifier:
    plain = _PHONE_PREFIX.sub("", text).strip()
    try:
        number = phonenumbers.parse(plain, region.upper() if region else None)
    except phonenumbers.NumberParseException:
        return Identifier(kind, text, False)
    if not phonenumbers.is_possible_number(number):
        return Identifier(kind, text, False)
    extension = f";ext={number.extension}" if number.extension else ""
    return Identifier(kind, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension, True)


def normalise_frame(given: pl.DataFrame, default_region: str | None = None) -> pl.DataFrame:
    """Adds `identity`, `identity_type`, `value`, `is_valid` to a frame of `type` and `raw_value`; each distinct pair is worked out once."""
    pairs = given.select("type", "raw_value").unique()
    done = [normalise(type_, value, default_region) for type_, value in pairs.iter_rows()]
    forms = pairs.with_columns(
        pl.Series("identity", [one.identity for one in done], pl.String),
        pl.Series("identity_type", [one.type for one in done], pl.String),
        pl.Series("value", [one.value for one in done], pl.String),
        pl.Series("is_valid", [one.is_valid for one in done], pl.Boolean),
    )
    return given.join(forms, on=["type", "raw_value"], how="left", maintain_order="left")
