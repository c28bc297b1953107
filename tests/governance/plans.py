"""Plans of erasures for tests of single steps. What belongs here: making them. What does not: what a plan finds (test_proof)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orchestration import clock
from orchestration.governance.plan import Plan

_LISTS = ("identities", "customers", "conversations", "interactions", "single", "records", "observations", "answered", "digests")


def a_plan(at: datetime, **known: Any) -> Plan:
    """A plan that finds what is given and nothing else."""
    return Plan(erasure_id="e", requested_at=str(clock.text(at)), who="li", found={}, **({name: [] for name in _LISTS} | known))
