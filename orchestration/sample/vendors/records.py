"""What systems hold of people: Salesforce's contacts, Segment's identify calls."""

from __future__ import annotations

import csv
import io
import json

from orchestration.sample.model import Person, Truth
from orchestration.sample.vendors.shapes import Files, as_lines, id_of
from orchestration.sample.world import RECORDS_SINCE

CONTACT_FIELDS = (
    "Id", "FirstName", "LastName", "Email", "Phone", "MailingStreet", "MailingCity", "MailingState", "MailingPostalCode", "MailingCountry",
    "HasOptedOutOfEmail", "CreatedDate", "LastModifiedDate", "SystemModstamp",
)  # fmt: skip


def contacts(truth: Truth) -> Files:
    """A Bulk query's CSV: all contacts in the first drop, one broken row later."""
    rows = [_contact(person) for person in truth.people if person.record_id]
    yield f"exports/crm/{truth.drops[0].day}/contacts.csv", _csv(rows)
    last = truth.people[-1]
    broken = _contact(last) | {"Id": "003Hs0000BROKENQAX", "Email": "", "Phone": "", "LastModifiedDate": "last Tuesday", "SystemModstamp": "last Tuesday"}
    yield f"exports/crm/{truth.drops[2].day}/contacts.csv", _csv([broken])


def _contact(person: Person) -> dict[str, str]:
    street, city, rest = person.address.split(", ")
    state, code = rest.split(" ")
    stamp = RECORDS_SINCE.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    values = (
        person.record_id,
        person.first,
        person.surname,
        person.email,
        person.phone,
        street,
        city,
        state,
        code,
        "United States",
        "false",
        "2024-06-11T08:00:00.000Z",
        stamp,
        stamp,
    )
    return dict(zip(CONTACT_FIELDS, values, strict=True))


def _csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, CONTACT_FIELDS, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def identifies(truth: Truth) -> Files:
    """Identify calls of the web analytics; the last line of one file is cut off."""
    for drop, stamp in ((truth.drops[0], "2026-01-20T12:00:00.000Z"), (truth.drops[2], "2026-05-20T12:00:00.000Z")):
        late = drop is truth.drops[2]
        calls = [
            {
                "anonymousId": id_of("", "anonymous", person.key)[:24],
                "context": {"library": {"name": "analytics.js", "version": "2.11.1"}, "locale": "en-US"},
                "messageId": f"ajs-{id_of('', 'identify', person.key, drop.day)}",
                "receivedAt": stamp,
                "sentAt": stamp,
                "timestamp": stamp,
                "traits": {"name": person.name, "email": person.email, "phone": person.phone},
                "type": "identify",
                "userId": person.user_id,
            }
            for person in truth.people
            if person.user_id and (int(person.key[1:]) % 8 == 0) is not late
        ]
        cut = json.dumps(calls[0] | {"messageId": "ajs-cut"})[:-40] + "\n" if late else ""
        yield f"exports/profiles/{drop.day}/identifies.jsonl", as_lines(calls) + cut.encode()
