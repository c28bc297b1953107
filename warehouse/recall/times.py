"""Times a question names. What belongs here: words about time to intervals. What does not: how a match counts (ranking.py).

A small matcher: a general date parser takes milliseconds, more than a whole recall.
"""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

_MONTHS = (
    {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
    | {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "couple of": 2,
    "few": 3,
}
_MAY = "|".join(rf"(?<={word}\s)may" for word in ("in", "of", "during", "since", "last", r"\d", "th", "before", "after")) + r"|may(?=,?\s\d)"
_MONTH = "|".join(sorted((name for name in _MONTHS if name != "may"), key=len, reverse=True)) + "|" + _MAY
_COUNT = rf"\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_PATTERN = re.compile(
    rf"""\b(?:
      (?P<iso>(?P<iy>(?:19|20)\d\d)-(?P<im>0[1-9]|1[0-2])(?:-(?P<id>[0-3]\d))?)
    | (?P<dmy>(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<m1>{_MONTH})\b(?:,?\s(?P<y1>(?:19|20)\d\d))?)
    | (?P<mdy>(?P<m2>{_MONTH})\b(?:\s(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d))?(?:,?\s(?P<y2>(?:19|20)\d\d))?)
    | (?P<ago>(?P<n>{_COUNT})\s(?P<unit>day|week|month|year)s?\sago)
    | (?P<past>(?:last|past|previous)\s(?P<pn>{_COUNT})\s(?P<punit>day|week|month|year)s?)
    | (?P<rel>(?P<which>this|last|past|previous)\s(?P<runit>week|weekend|month|year|{"|".join(_DAYS)}))
    | (?P<day>today|yesterday|on\s(?:{"|".join(_DAYS)}))
    | (?P<year>(?<=in\s)(?:19|20)\d\d|(?<=since\s)(?:19|20)\d\d|(?<=during\s)(?:19|20)\d\d|(?<=before\s)(?:19|20)\d\d|(?<=after\s)(?:19|20)\d\d)
    )\b""",
    re.VERBOSE,
)
_QUICK = re.compile(r"\d|ago|last|past|previous|this|day|" + "|".join(name for name in _MONTHS if len(name) == 3 or name == "sept"))
Interval = tuple[datetime | None, datetime | None]


def intervals(question: str, clock: datetime) -> list[Interval]:
    """The intervals a question names, half open; a side is None where it is without end.

    Args:
        question: any text.
        clock: the moment `last week` is counted from.
    """
    text = re.sub(r"\s+", " ", question.lower())
    if not _QUICK.search(text):
        return []
    found: list[Interval] = []
    for match in _PATTERN.finditer(text):
        try:
            begin, end = _span(match, clock)
        except (ValueError, OverflowError):
            continue
        before = text[: match.start()].rsplit(" ", 2)[-2:]
        if before[:1] == ["before"] or before[:1] == ["until"]:
            found.append((None, begin))
        elif before[:1] == ["since"] or before[:1] == ["after"]:
            found.append((begin if before[0] == "since" else end, None))
        else:
            found.append((begin, end))
    return found


def _span(match: re.Match[str], clock: datetime) -> tuple[datetime, datetime]:
    part = match.groupdict()
    if part["iso"]:
        return _date(int(part["iy"]), int(part["im"]), part["id"])
    if part["dmy"]:
        return _named(part["y1"], _MONTHS[part["m1"]], part["d1"], clock)
    if part["mdy"]:
        return _named(part["y2"], _MONTHS[part["m2"]], part["d2"], clock)
    today = clock.replace(hour=0, minute=0, second=0, microsecond=0)
    if part["ago"]:
        return _around(today, _count(part["n"]), part["unit"])
    if part["past"]:
        return _back(today, _count(part["pn"]), part["punit"]), today + timedelta(days=1)
    if part["rel"]:
        return _relative(part["which"], part["runit"], today)
    if part["day"]:
        return _weekday(part["day"], today)
    return datetime(int(part["year"]), 1, 1), datetime(int(part["year"]) + 1, 1, 1)


def _count(word: str) -> int:
    return _NUMBERS.get(word) or int(word)


def _month_after(year: int, month: int) -> datetime:
    return datetime(year + month // 12, month % 12 + 1, 1)


def _date(year: int, month: int, day: str | None) -> tuple[datetime, datetime]:
    if day:
        begin = datetime(year, month, int(day))
        return begin, begin + timedelta(days=1)
    return datetime(year, month, 1), _month_after(year, month)


def _named(year: str | None, month: int, day: str | None, clock: datetime) -> tuple[datetime, datetime]:
    """A month without a year is the last one that has begun."""
    if year:
        return _date(int(year), month, day)
    return _date(clock.year - (month > clock.month), month, day)


def _back(today: datetime, count: int, unit: str) -> datetime:
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    return datetime(months // 12, months % 12 + 1, min(today.day, calendar.monthrange(months // 12, months % 12 + 1)[1]))


def _around(today: datetime, count: int, unit: str) -> tuple[datetime, datetime]:
    """`Three weeks ago` is about a week wide, `two months ago` about a month."""
    middle = _back(today, count, unit)
    half = {"day": 0, "week": 3, "month": 15, "year": 180}[unit]
    return middle - timedelta(days=half), middle + timedelta(days=half + 1)


def _relative(which: str, unit: str, today: datetime) -> tuple[datetime, datetime]:
    back = which != "this"
    monday = today - timedelta(days=today.weekday())
    if unit in _DAYS:
        return _weekday(f"on {unit}", today)
    if unit == "week":
        return (monday - timedelta(days=7), monday) if back else (monday, monday + timedelta(days=7))
    if unit == "weekend":
        saturday = monday + timedelta(days=-2 if back else 5)
        return saturday, saturday + timedelta(days=2)
    if unit == "month":
        begin = today.replace(day=1)
        return (_back(begin, 1, "month"), begin) if back else (begin, _month_after(begin.year, begin.month))
    return datetime(today.year - back, 1, 1), datetime(today.year - back + 1, 1, 1)


def _weekday(word: str, today: datetime) -> tuple[datetime, datetime]:
    """Today, yesterday, or the last such day of the week before today."""
    back = {"today": 0, "yesterday": 1}.get(word)
    if back is None:
        back = (today.weekday() - _DAYS[word.split(" ")[1]] - 1) % 7 + 1
    begin = today - timedelta(days=back)
    return begin, begin + timedelta(days=1)
