"""The first stage: an export becomes rows of the lake, and what does not fit becomes quarantine.

What belongs here: the stage's public functions. What does not: formats (transforms.formats), and what is drawn from a text.
"""

from __future__ import annotations

from transforms.interactions.reading import Read, read_export
from transforms.interactions.settling import Settled, carried, settle

__all__ = ["Read", "Settled", "carried", "read_export", "settle"]
