"""What a person is told when a command can't go on. What belongs here: errors with one line and an exit code. What does not: handling them.

Exit code 1 is "ran, and found what you must look at"; 2 is bad usage or bad configuration.
"""

from __future__ import annotations


class TellOnceError(Exception):
    """Ran, and found what must be looked at. Its text is one line: what, and what to do. It holds no personal data."""

    exit_code = 1


class UsageError(TellOnceError):
    """Asked for in a way that can't be answered."""

    exit_code = 2
