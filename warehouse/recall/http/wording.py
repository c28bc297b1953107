"""How the page says times and names. What belongs here: text for people. What does not: markup."""

from __future__ import annotations

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(at: str | None) -> str:
    """`2024-05-03T10:00:00Z` as `3 May 2024`; a dash where there is none."""
    if not at:
        return "–"
    year, month, date = at[:10].split("-")
    return f"{int(date)} {_MONTHS[int(month) - 1]} {year}"


def minute(at: str | None) -> str:
    """`2024-05-03T10:00:00Z` as `3 May 2024, 10:00`."""
    return f"{day(at)}, {at[11:16]}" if at and len(at) >= 16 else day(at)


def named(attribute: str) -> str:
    """`contact.preferred_channel` as `Preferred channel`; the group stays where the name alone says little."""
    head, _, tail = attribute.removeprefix("record.").rpartition(".")
    text = (tail if head in ("", "contact", "person", "location") else f"{head} {tail}").replace("_", " ").replace(".", " ")
    return text[:1].upper() + text[1:]


def shown(attribute: str, value: str) -> str:
    """A value at a length that fits; a masked one at a length that tells nothing."""
    if attribute.startswith("sensitive."):
        return "•••• masked"
    return value if len(value) <= 200 else value[:199] + "…"
