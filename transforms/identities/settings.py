"""The rules a user may set for linking identities. What belongs here: settings and their defaults. What does not: how they are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

Stated = Literal["off", "identifiers", "identifiers_and_names"]

LIMITS: Mapping[str, int] = {"email": 10, "phone": 10, "whatsapp": 10}
BLOCKED = (
    "noreply@*",
    "no-reply@*",
    "no_reply@*",
    "donotreply@*",
    "do-not-reply@*",
    "mailer-daemon@*",
    "postmaster@*",
    "0*0",
    "+0*0",
    "+10000000000",
    "0",
    "-",
    "null",
    "none",
    "n/a",
    "unknown",
    "anonymous",
    "undefined",
    "nan",
)
"""Values that stand for nobody. `0*0` blocks only what has no other digit than zero (see `guards.is_blocked`)."""


@dataclass(frozen=True)
class Probabilistic:
    """Splink over records: on or off, and from which probability a proposal is applied."""

    enabled: bool = False
    threshold: float = 0.95


@dataclass(frozen=True)
class IdentitySettings:
    """`[identity]` of tellonce.toml.

    Attributes:
        limits: most identities of a type in one customer; the link that would exceed it is refused.
        max_size: a component with more identities than this is held: its members stay apart until a person decides. Identities a person
            has many of (`is_plural`) don't count.
        blocked: patterns (`*` any text, `?` any letter, without case) of values, or of whole identities, that link nothing. Added to the defaults.
        shared_with: an identity first seen with more than this many others of one type within `shared_window` is shared, and links nothing from then on.
        shared_window: the span of `occurred_at` for `shared_with`.
        stated: may what a customer states in a text link to exactly one record?
        probabilistic: proposals of the probabilistic matcher.
    """

    limits: Mapping[str, int] = field(default_factory=lambda: dict(LIMITS))
    max_size: int = 50
    blocked: tuple[str, ...] = ()
    shared_with: int = 20
    shared_window: timedelta = timedelta(days=30)
    stated: Stated = "off"
    probabilistic: Probabilistic = Probabilistic()

    @property
    def blocked_patterns(self) -> tuple[str, ...]:
        """The user's patterns and the defaults."""
        return (*self.blocked, *BLOCKED)


def is_plural(identity_type: str) -> bool:
    """Does one person have any number of identities of this type? Conversations, records, and numbers of orders, bookings and the like."""
    return identity_type in {"conversation", "record"} or (identity_type.endswith("_number") and identity_type not in {"account_number", "phone_number"})
