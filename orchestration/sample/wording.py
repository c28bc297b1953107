"""What a set of wordings holds: the sentences of the sample world, by what they say.

What belongs here: the shape only. The sentences themselves are in `words_shipped`, `words_other` and `words_third`, written apart from each other,
so that figures on one can be checked on the others.

In a sentence, `{slot}` is filled by the story and `<label>…</label>` marks the words that a reader would quote for one expected observation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Topic(NamedTuple):
    """One thing that can be said: ways to say it, and questions it answers that avoid its words."""

    says: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """Every sentence of one world. The keys of `lines` are the same in every wording."""

    company: str
    first_names: tuple[str, ...]
    surnames: tuple[str, ...]
    agents: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str, str], ...]  # city, state, post code
    plans: tuple[str, ...]
    devices: tuple[str, ...]
    organizations: tuple[str, ...]
    facts: Mapping[str, Topic]
    relationships: Mapping[str, Topic]
    events: Mapping[str, Topic]
    likes: Mapping[str, Topic]
    issues: Mapping[str, Topic]
    requests: Mapping[str, Topic]
    channels: Mapping[str, tuple[str, ...]]
    carriers: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, tuple[str, ...]]
    unanswerable: tuple[str, ...]
    alike: tuple[frozenset[str], ...]  # topics of which each answers a question about the others
    apart: tuple[str, ...]  # facts whose questions nothing else answers
