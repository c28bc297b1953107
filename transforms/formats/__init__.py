"""Every format by name. What belongs here: one line a format. What does not: how any of them is read."""

from __future__ import annotations

from transforms.formats import canonical
from transforms.formats.rows import Failure, Format, Interaction, Origin, Record, Row, SourceSettings, UnreadableError

FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        canonical.INTERACTIONS,
        canonical.RECORDS,
    )
}


def sniff(head: bytes, path: str) -> Format | None:
    """The format that a file says it is, from its first 64 KiB (unpacked) and its path; None if none does."""
    return next((format_ for format_ in FORMATS.values() if format_.sniff(head, path)), None)


__all__ = ["FORMATS", "Failure", "Format", "Interaction", "Origin", "Record", "Row", "SourceSettings", "UnreadableError", "sniff"]
