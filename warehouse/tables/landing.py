"""Tables of what arrived: the register of exports, interactions, records, identity mentions, quarantine.

What belongs here: rows as they were handed over, normalised. What does not: anything concluded from them.
"""

from __future__ import annotations

import dataframely as dy

from warehouse.tables import columns as c
from warehouse.tables.words import CHANNELS, SPEAKERS


class Exports(dy.Schema):
    """The register: one export file that landed, with the time that all its rows carry for ever."""

    source = c.text("name of the source in tellonce.toml", key=True)
    export_id = c.text("sha256 of the bytes as landed, hexadecimal; also the file's name in landing", key=True)
    format = c.text("format that reads it")
    path = c.text("where it was found", personal=True)
    bytes = c.count("size as landed")
    recorded_at = c.moment("when it landed; stamped once")


class ExportReads(dy.Schema):
    """What reading one landed export gave. Its presence says that the export's rows are in the lake."""

    source = c.text("name of the source", key=True)
    export_id = c.text("the export", key=True)
    build_id = c.text("the build that read it")
    rows_read = c.count("rows found in the file")
    rows_landed = c.count("rows new to the lake")
    rows_known = c.count("rows that were there already, word for word")
    rows_quarantined = c.count("rows that do not fit")
    rows_refused = c.count("rows of a person whose erasure stands")


class Quarantine(dy.Schema):
    """A row, or a whole file, that does not fit: where it is, which rule it broke, and the row, sensitive numbers masked."""

    quarantine_id = c.text("keyed hash of source, export, place and rule", key=True)
    source = c.text("name of the source")
    export_id = c.text("the export it is in", nullable=True)
    path = c.text("file it is in", personal=True)
    place = c.text("place in the file: `line 7`, `row 3`, `message 12`, or `file`")
    rule = c.text("the rule it broke, one line")
    row = c.text("the row as it stood, cut at 4,000 code points", personal=True, nullable=True)
    recorded_at = c.moment("when the export landed")


class Interactions(dy.Schema):
    """One revision of a message, turn or transcript sentence. The newest revision is the one with the greatest (recorded_at, row_hash)."""

    interaction_id = c.text("`source:message_id`", key=True, personal=True)
    row_hash = c.text("keyed hash of the row's content before masking", key=True)
    source = c.text("name of the source")
    conversation_id = c.text("the source's own conversation id", personal=True)
    message_id = c.text("the source's own message id", personal=True)
    channel = c.word("how it was said", CHANNELS)
    speaker = c.word("who said it", SPEAKERS)
    occurred_at = c.moment("when it was said")
    recorded_at = c.moment("when its export landed")
    text = c.text("what was said, sensitive numbers masked with •, one for one", personal=True)
    language = c.text("ISO 639-1 of the text, or `und`")
    metadata = c.text("JSON object of strings, as given", personal=True, nullable=True)
    export_id = c.text("the export it came in")
    place = c.count("its row number in the export")


class Records(dy.Schema):
    """One version of an entity in a system of record."""

    source = c.text("name of the source", key=True)
    record_id = c.text("the system's own id", key=True, personal=True)
    row_hash = c.text("keyed hash of the row's content", key=True)
    updated_at = c.moment("when the system changed it")
    recorded_at = c.moment("when its export landed")
    attributes = c.text("JSON object of attribute name to value (text, number, boolean, null or list)", personal=True)
    export_id = c.text("the export it came in")
    place = c.count("its row number in the export")


class IdentityMentions(dy.Schema):
    """An identifier given with a message or a record: the raw material of identities and of links."""

    source = c.text("name of the source", key=True)
    carrier = c.word("what carries it", ("interaction", "conversation", "record"))
    carrier_id = c.text("interaction_id, conversation_id or record_id", key=True, personal=True)
    identity = c.text("`type:value`, normalised", key=True, personal=True)
    identity_type = c.text("type of the identifier")
    value = c.text("normalised value", personal=True)
    raw_value = c.text("value as it was given", personal=True, key=True)
    is_valid = c.flag("could it be normalised? one that could not links nothing")  # type: ignore[assignment]
    conversation_id = c.text("the conversation it was given in", personal=True, nullable=True)
    speaker = c.text("speaker of the carrying message", nullable=True)
    occurred_at = c.moment("time of the carrying message or record")
    recorded_at = c.moment("when it landed", key=True)
    export_id = c.text("the export it came in", key=True)


class SensitiveSpans(dy.Schema):
    """Where a masked number stood. The number itself is nowhere."""

    interaction_id = c.text("the message", key=True, personal=True)
    row_hash = c.text("its revision", key=True)
    start = c.count("first code point", key=True)
    end = c.count("one past the last code point")
    attribute = c.text("`sensitive.card_number`, `sensitive.government_id` or `sensitive.secret`", key=True)
