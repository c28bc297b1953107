"""A model's answer as items. What belongs here: from text to objects. What does not: whether what they claim is so (checks)."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 1_000_000
"""Characters; a longer answer is none."""
MOST = 500
"""Claims of one answer; more are refused."""


class Unreadable(ValueError):
    """An answer that is not what was asked for. Its text quotes nothing."""


def read(content: str) -> list[Any]:
    """The claims of an answer, unchecked.

    What a model puts around the object (its thoughts, a code fence) is passed over.

    Raises:
        Unreadable: there is no object with a list of claims.
    """
    if len(content) > LONGEST:
        raise Unreadable("the answer is too long")
    found = _object(content.rpartition("</think>")[2])
    if not isinstance(found, dict) or not isinstance(found.get("claims"), list):
        raise Unreadable("the answer is no object with a list of claims")
    return found["claims"]


def _object(text: str) -> Any:
    try:
        return json.loads(text[text.find("{") : text.rfind("}") + 1])
    except (ValueError, RecursionError):
        raise Unreadable("the answer is not JSON") from None
