"""An identity as it is kept, without the packages of a build. What belongs here: spelling. What does not: national numbers, which need a region."""

from __future__ import annotations

import re

_CUSTOMER = re.compile(r"[0-9a-f]{32}")
_EMAIL = re.compile(r"[^@\s:]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[\d\s().-]{6,}")


def plain(written: str) -> str:
    """`type:value` with an e-mail address in lower case and an international number without its spaces; a customer's id stands for itself."""
    text = written.strip()
    if _CUSTOMER.fullmatch(text):
        return text
    if _EMAIL.fullmatch(text):
        return f"email:{text.lower()}"
    if _PHONE.fullmatch(text):
        return f"phone:{_digits(text)}"
    kind, colon, value = text.partition(":")
    kind, value = kind.strip().lower(), value.strip()
    if not colon:
        return text
    if kind == "email":
        value = value.lower()
    elif kind in ("phone", "whatsapp") and _PHONE.fullmatch(value):
        value = _digits(value)
    return f"{kind}:{value}"


def _digits(number: str) -> str:
    return "+" + re.sub(r"\D", "", number)
