"""What commands take. What belongs here: reading one argument or option. What does not: what commands do with it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from orchestration import clock
from orchestration.failures import UsageError
from warehouse.tables.words import KINDS

if TYPE_CHECKING:
    from orchestration.cli.session import Session

_TYPED = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*:\s*(.+?)\s*", re.DOTALL)
_EMAIL = re.compile(r"[^@\s:]+@[^@\s]+\.[^@\s]+")
_CUSTOMER = re.compile(r"[0-9a-f]{32}")
_PHONE = re.compile(r"\+[\d\s().-]{6,}")


class _Moment(click.ParamType):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return clock.parse(value)
        except ValueError:
            self.fail(f"{value!r} is no time, as 2026-03-01 or 2026-03-01T09:30:00Z is", param, ctx)


class _Kinds(click.ParamType):
    name = "kind,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        kinds = tuple(k.strip() for k in value.split(",") if k.strip()) if isinstance(value, str) else tuple(value)
        for kind in kinds:
            if kind not in KINDS:
                self.fail(f"{kind!r} is no kind, one of {', '.join(KINDS)}", param, ctx)
        return kinds


MOMENT, KIND_LIST = _Moment(), _Kinds()


def identity(session: Session, written: str) -> str:
    """An identity in the one spelling in which it is kept; a customer's id stands for itself.

    Args:
        session: whose sources' default region reads a national phone number, where they agree on one.
        written: `type:value`; a bare e-mail address or international phone number will do.

    Raises:
        UsageError: it names no type.
    """
    if _CUSTOMER.fullmatch(written.strip()):
        return written.strip()
    found = _TYPED.fullmatch(written)
    if found and not _EMAIL.fullmatch(written.strip()):
        kind, value = found[1].lower(), found[2]
    elif _EMAIL.fullmatch(written.strip()):
        kind, value = "email", written.strip()
    elif _PHONE.fullmatch(written.strip()):
        kind, value = "phone", written.strip()
    else:
        raise UsageError("an identity is written type:value, as email:someone@example.com or phone:+14155550100 is")
    return _normalised(session, kind, value)


def _normalised(session: Session, kind: str, value: str) -> str:
    from transforms.identifiers import normalise

    plain = normalise(kind, value)
    if plain.is_valid or plain.type not in ("phone", "whatsapp"):
        return plain.identity
    regions = {s.default_region for s in session.config_or_default.sources if s.default_region}
    return normalise(kind, value, regions.pop() if len(regions) == 1 else None).identity
