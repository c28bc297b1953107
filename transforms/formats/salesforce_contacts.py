"""Salesforce contacts: the CSV of a Bulk API 2.0 query on Contact (or Lead), as records.

A contact that was deleted vouches for nothing any more, but that it was; one that was merged away says into which.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from transforms.formats import contacts
from transforms.formats.containers import first_fields, table_rows
from transforms.formats.documents import record, when
from transforms.formats.rows import Failure, Format, Origin, Record, Row

_TIMES = ("SystemModstamp", "LastModifiedDate", "CreatedDate")
_PHONES = ("Phone", "MobilePhone", "HomePhone", "OtherPhone")
_DELETED = "IsDeleted"
_PLUMBING = {
    "Id",
    "SystemModstamp",
    "LastModifiedDate",
    "CreatedDate",
    _DELETED,
    "attributes",
    "MasterRecordId",
    "LastViewedDate",
    "LastReferencedDate",
    "PhotoUrl",
}
_PLUMBING |= {"AccountId", "OwnerId", "CreatedById", "LastModifiedById", "ReportsToId"}
_FLAGS = {"true": True, "false": False}


def _record(fields: dict[str, Any]) -> Record:
    fields = {name: value for name, value in fields.items() if value not in (None, "", "#N/A")}
    updated = next((when(fields[name]) for name in _TIMES if fields.get(name)), None)
    external = [("external_id", value) for name, value in fields.items() if contacts.key(name) in ("external_id", "externalid", "customer_id")]
    ids = [("salesforce_contact", fields.get(name)) for name in ("Id", "MasterRecordId")]
    identifiers = [*ids, ("email", fields.get("Email")), *(("phone", fields.get(name)) for name in _PHONES), *external]
    if _FLAGS.get(str(fields.get(_DELETED)).lower()):
        return record(fields.get("Id"), updated, identifiers, {_DELETED: True})
    kept = {name: _FLAGS.get(value, value) for name, value in fields.items() if name not in _PLUMBING}
    return record(fields.get("Id"), updated, identifiers, contacts.attributes(kept))


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    for row in table_rows(stream, origin.path):
        if isinstance(row, Failure):
            yield row
            continue
        try:
            yield _record(row.data)._replace(place=row.place, raw=row.text)
        except (ValueError, TypeError):
            yield Failure(row.place, "not the shape of a Salesforce contact", row.text)


def _sniff(head: bytes, path: str) -> bool:
    fields = first_fields(head, path)
    return "Id" in fields and bool(fields & {"LastName", "FirstName"}) and bool(fields & {*_TIMES, "Email", "AccountId"})


FORMAT = Format("salesforce_contacts", "row", _sniff, _parse)
