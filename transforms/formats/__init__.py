"""Every format by name. What belongs here: one line a format. What does not: how any of them is read."""

from __future__ import annotations

from transforms.formats import (
    amazon_connect_contact_lens,
    canonical,
    email,
    intercom_conversations,
    remainder,
    salesforce_contacts,
    segment_profiles,
    twilio_conversations,
    twilio_messages,
    twilio_voice_transcripts,
    whatsapp_export,
    zendesk_tickets,
)
from transforms.formats.rows import Failure, Format, Interaction, Origin, Record, Row, SourceSettings, UnreadableError

FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        remainder.FORMAT,
        canonical.INTERACTIONS,
        canonical.RECORDS,
        twilio_conversations.FORMAT,
        twilio_voice_transcripts.FORMAT,
        twilio_messages.FORMAT,
        zendesk_tickets.FORMAT,
        intercom_conversations.FORMAT,
        amazon_connect_contact_lens.FORMAT,
        segment_profiles.FORMAT,
        salesforce_contacts.FORMAT,
        whatsapp_export.FORMAT,
        email.FORMAT,
    )
}
"""In the order in which they are asked whether a file is theirs."""
OF_SOURCES = tuple(sorted(name for name in FORMATS if name != remainder.NAME))
"""Formats that a source may name."""


def sniff(head: bytes, path: str) -> Format | None:
    """The format that a file says it is, from its first 64 KiB (unpacked) and its path; None if none does."""
    return next((format_ for format_ in FORMATS.values() if format_.sniff(head, path)), None)


__all__ = ["FORMATS", "OF_SOURCES", "Failure", "Format", "Interaction", "Origin", "Record", "Row", "SourceSettings", "UnreadableError", "sniff"]
