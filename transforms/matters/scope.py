"""Circumstances that bound a preference. What belongs here: whether words that follow one bound it. What does not: what the preference is about."""

from __future__ import annotations

import re

_SCOPE = re.compile(
    r"(?i)^(?: messages?| updates?| calls?)? (?:for|about|regarding|when|whenever|if|while|during|at|on|in|with) "
    r"(?!(?:me|us|now|this|that|it|everything|all|any\w*|general|future|the future|case|possible|you|the (?:phone|go|number)|(?:my|this|that) (?:\w+ )?(?:number|phone|mobile|cell|address))\b|[\d+(]|\S+@)\w"
)


def is_scoped(rest: str) -> bool:
    """Do the words after a preference bound it ("on night flights", "for invoices")? Then it says nothing of the customer at large."""
    return bool(_SCOPE.match(rest))
