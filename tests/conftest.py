"""What holds for all tests. What belongs here: settings of the test tools. What does not: fixtures of one room."""

from __future__ import annotations

from hypothesis import settings

# A machine that is busy with something else is no reason to fail.
settings.register_profile("tellonce", deadline=None)
settings.load_profile("tellonce")
