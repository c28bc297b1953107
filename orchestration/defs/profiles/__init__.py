"""The stage `profiles`: dbt reconciles observations into beliefs and marts. What belongs here: dbt's models as assets. What does not: any model."""

from __future__ import annotations

from orchestration.defs.profiles.component import Reconciliation, assets

__all__ = ["Reconciliation", "assets"]
