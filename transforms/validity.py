"""Dates from words. What belongs here: reading "by Friday", "from next month", "within 3 days" against the time and zone of a message. What does not: what is due then."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from transforms.values import amount, clock

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|\d{1,3}|a couple of|a few)"
_UNIT = r"(?:business |working )?(?:minute|min|hour|hr|day|week|month|year)s?"
_POINT = re.compile(
    rf"(?i)\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<md>{_MONTH}\.? (?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<md_year>\d{{4}}))?)|(?P<dm>(?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<dm_month>{_MONTH})(?:,? (?P<dm_year>\d{{4}}))?)"
    rf"|(?P<span>(?:(?:with)?in|after) (?:the next )?(?P<low>{_COUNT})(?: ?(?:-|to|or) ?(?P<high>{_COUNT}))? (?P<unit>{_UNIT}))|(?P<relative>day after tomorrow|tomorrow|tonight|today|this (?:morning|afternoon|evening|week|month|weekend)|(?:the )?end of (?:the )?(?:day|week|month|year)"
    rf"|eod|next (?:week|month|year))|(?:(?P<next>next|this|on|by|until|till|from)\s+)?(?P<day>{_DAY})|(?P<dom>the \d{{1,2}}(?:st|nd|rd|th))|(?P<year>(?<=in )(?:19|20)\d{{2}})|(?P<clock>(?:at|by|before|until|till|around) (?:noon|midnight|\d{{1,2}}(?:[:.]\d{{2}})? ?(?:a\.?m\.?|p\.?m\.?)|\d{{1,2}}:\d{{2}})))\b"
)
_AT = re.compile(r"(?i)\b(?:at|by|before|around) (noon|midnight|\d{1,2}(?:[:.]\d{2})? ?(?:a\.?m\.?|p\.?m\.?)|\d{1,2}:\d{2})")
_SINCE = re.compile(r"(?i)\b(?:from|starting|starting from|as of|beginning|effective|since|after)(?: on)?\s+")
_UNTIL = re.compile(r"(?i)\b(?:until|till|up to|through|'til)\s+")
_LAST = re.compile(r"(?i)\b(?:last|past) (year|month|week)\b|\b(yesterday)\b|\b(\w+) (year|month|week|day)s? ago\b")


def calendar(text: str) -> str | None:
    """A full date as YYYY-MM-DD; None where day and month cannot be told apart or there is no such day."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year += 0 if year > 99 else (1900 if year > 25 else 2000)
        if first > 12:
            return _day(year, second, first)
        return _day(year, first, second) if second > 12 or first == second or "/" in text else None
    if found := re.search(rf"(?i)({_MONTH})", text):
        numbers = re.findall(r"\d+", text)
        if len(numbers) == 2:
            return _day(int(numbers[1]), _MONTHS.index(found[1][:3].lower()) + 1, int(numbers[0]))
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return None


def due(text: str, said: datetime, zone: str = "UTC") -> datetime | None:
    """When something promised in `text` is due: naive UTC, the end of the day unless an hour is named; None where no time is named."""
    local = said.replace(tzinfo=UTC).astimezone(_zone(zone))
    for hit in _POINT.finditer(text):
        if (at := _point(hit, text, local)) is not None:
            return at.astimezone(UTC).replace(tzinfo=None)
    return None


def since(text: str, said: datetime, zone: str = "UTC") -> datetime | None:
    """From when `text` says that something holds: "from next month", "since March 3", "last year"; None where it does not say."""
    local = said.replace(tzinfo=UTC).astimezone(_zone(zone))
    for cue in _SINCE.finditer(text):
        hit = _POINT.match(text, cue.end())
        at = _start(hit, text, local) if hit else None
        if at is not None and re.match(r"(?i)since", cue[0]) and at > local:
            at = at.replace(year=at.year - 1) if not hit or not hit["day"] else at - timedelta(7)
        if at is not None:
            return at.astimezone(UTC).replace(tzinfo=None)
    if hit := _LAST.search(text):
        count = 1 if not hit[3] else int(amount(hit[3]) or (1 if hit[3].lower() in ("a", "an") else 0))
        unit = (hit[1] or hit[4] or "day").lower()
        at = local - timedelta({"year": 365, "month": 30, "week": 7, "day": 1}[unit] * count) if count else None
        return at.astimezone(UTC).replace(tzinfo=None) if at else None
    return None


def until(text: str, said: datetime, zone: str = "UTC") -> datetime | None:
    """Until when `text` says that something holds; None where it does not say."""
    local = said.replace(tzinfo=UTC).astimezone(_zone(zone))
    for cue in _UNTIL.finditer(text):
        hit = _POINT.match(text, cue.end())
        at = _point(hit, text, local) if hit else None
        if at is not None:
            return at.astimezone(UTC).replace(tzinfo=None)
    return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _start(hit: re.Match[str], text: str, local: datetime) -> datetime | None:
    """The beginning of the named time; "next month" is its first day."""
    relative = (hit["relative"] or "").lower()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if relative == "next month":
        return (midnight.replace(day=1) + timedelta(32)).replace(day=1)
    if relative == "next year":
        return midnight.replace(year=local.year + 1, month=1, day=1)
    if relative == "next week":
        return midnight + timedelta(7 - local.weekday())
    at = _point(hit, text, local)
    return at if at is None or hit["span"] else at.replace(hour=0, minute=0, second=0, microsecond=0)


def _point(hit: re.Match[str], text: str, local: datetime) -> datetime | None:
    """The end of the named time, in the message's zone."""
    day = _date(hit, local)
    if (hit["span"] and "hour" not in hit["unit"].lower() and not hit["unit"].lower().startswith(("min", "hr"))) or not hit["span"]:
        if day is None:
            return None
        hour = _AT.search(text)
        named = clock(re.sub(r"\.(?=m)", "", hour[1].lower())) if hour else None
        if named:
            return day.replace(hour=int(named[:2]), minute=int(named[3:]), second=0, microsecond=0)
        return day.replace(hour=23, minute=59, second=59, microsecond=0)
    return day


def _date(hit: re.Match[str], local: datetime) -> datetime | None:
    try:
        if hit["iso"]:
            return datetime.combine(datetime.fromisoformat(hit["iso"]).date(), time(), local.tzinfo)
        if hit["md"] or hit["dm"]:
            month = _MONTHS.index((hit["md"] or hit["dm_month"])[:3].lower()) + 1
            year = hit["md_year"] or hit["dm_year"]
            at = local.replace(year=int(year or local.year), month=month, day=int(hit["md_day"] or hit["dm_day"]))
            return at.replace(year=at.year + 1) if not year and at.date() < local.date() - timedelta(60) else at
        if hit["dom"]:
            number = int(re.sub(r"\D", "", hit["dom"]))
            at = local.replace(day=number)
            return at if at.date() >= local.date() else (local.replace(day=1) + timedelta(32)).replace(day=number)
        if hit["year"]:
            return local.replace(year=int(hit["year"]), month=12, day=31)
    except ValueError:
        return None
    if hit["span"]:
        return _after(hit, local)
    if hit["relative"]:
        return _relative(hit["relative"].lower(), local)
    if hit["clock"]:
        named = clock(re.sub(r"\.(?=m)", "", hit["clock"].split(" ", 1)[1].lower()))
        if not named:
            return None
        at = local.replace(hour=int(named[:2]), minute=int(named[3:]))
        return at + timedelta(1) if at < local else at
    wanted = next(n for n, d in enumerate(_DAYS) if d[:3] == hit["day"][:3].lower())
    ahead = (wanted - local.weekday()) % 7 or 7
    return local + timedelta(ahead + (7 if (hit["next"] or "").lower() == "next" and wanted > local.weekday() else 0))


def _after(hit: re.Match[str], local: datetime) -> datetime | None:
    words = (hit["high"] or hit["low"]).lower()
    count = {"a": 1, "an": 1, "a couple of": 2, "a few": 3}.get(words) or int(amount(words) or 0)
    unit = hit["unit"].lower()
    if "min" in unit:
        return local + timedelta(minutes=count)
    if "h" in unit and "month" not in unit:
        return local + timedelta(hours=count)
    if unit.startswith(("business", "working")) and "day" in unit:
        at = local
        while count:
            at += timedelta(1)
            count -= at.weekday() < 5
        return at
    return local + timedelta(days=count * (7 if "week" in unit else 30 if "month" in unit else 365 if "year" in unit else 1))


def _relative(words: str, local: datetime) -> datetime | None:
    if words == "tomorrow":
        return local + timedelta(1)
    if words == "day after tomorrow":
        return local + timedelta(2)
    if "weekend" in words:
        return local + timedelta((6 - local.weekday()) % 7)
    if words.startswith("next") or "week" in words or "month" in words or "year" in words:
        step = 7 if words.startswith("next") else 0
        if "week" in words:
            return local + timedelta(4 - local.weekday() + step if local.weekday() <= 4 or step else 6 - local.weekday())
        if "year" in words:
            return local.replace(year=local.year + (1 if step else 0), month=12, day=31)
        first = (local.replace(day=1) + timedelta(32 if not step else 63)).replace(day=1)
        return first - timedelta(1)
    return local
