"""The world's messages and people as files in the vendors' own shapes.

What belongs here: one writer a source. What does not: what is in the messages (`story`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from orchestration.sample.model import LOCAL, Drop, Message, Person, Truth
from orchestration.sample.world import RECORDS_SINCE

BUSINESS_PHONE = "+13125550199"
SUPPORT = "support@desk.example.com"
CONTACT_FIELDS = (
    "Id", "FirstName", "LastName", "Email", "Phone", "MailingStreet", "MailingCity", "MailingState", "MailingPostalCode", "MailingCountry",
    "HasOptedOutOfEmail", "CreatedDate", "LastModifiedDate", "SystemModstamp",
)  # fmt: skip
Files = Iterator[tuple[str, bytes]]


def files(truth: Truth, company: str) -> Files:
    """Every export of the world: path below the folder, and bytes."""
    people = {person.key: person for person in truth.people}
    for drop in truth.drops:
        day = drop.day.isoformat()
        new = [message for message in truth.messages if message.recorded_at == drop.recorded_at]
        for source, write in (("calls", _calls), ("sms", _sms), ("mail", _mail), ("tickets", _tickets)):
            messages = [message for message in new if message.source == source]
            for name, data in write(messages, people, company):
                yield f"exports/{source}/{day}/{name}", data
        told = [message for message in truth.messages if message.source == "whatsapp" and message.recorded_at <= drop.recorded_at]
        for name, data in _whatsapp(told, people, company, drop):
            yield f"exports/whatsapp/{day}/{name}", data
        path = f"exports/chat/{day}/chats.jsonl"
        if chats := _chat([message for message in new if message.source == "chat"], people, _broken_chats(truth, path)):
            yield path, chats
    yield from _contacts(truth)
    yield from _identifies(truth)


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _lines(rows: Iterable[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _sid(prefix: str, *parts: object) -> str:
    return prefix + sha256("/".join(map(str, parts)).encode()).hexdigest()[:32]


def _conversations(messages: list[Message]) -> Iterator[tuple[str, list[Message]]]:
    for conversation, turns in groupby(sorted(messages, key=lambda message: (message.conversation, message.occurred_at)), key=lambda message: message.conversation):
        yield conversation, list(turns)


def _zulu(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _native(message: Message) -> str:
    return message.message_id.partition(":")[2]


def _calls(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """A transcript a file: the Transcript resource with its sentences."""
    for conversation, turns in _conversations(messages):
        person, start = people[turns[0].person], turns[0].occurred_at
        sid = _sid("GT", conversation)
        sentences: list[dict[str, Any]] = [
            {
                "media_channel": 1 if turn.speaker == "agent" else 2,
                "sentence_index": number,
                "start_time": f"{(turn.occurred_at - start).total_seconds():.2f}",
                "end_time": f"{(turn.occurred_at - start).total_seconds() + 1 + len(turn.text) / 15:.2f}",
                "transcript": turn.text,
                "sid": _native(turn),
                "confidence": f"{0.82 + (len(turn.text) % 17) / 100:.3f}",
                "words": [],
            }
            for number, turn in enumerate(turns)
        ]
        channel = {
            "media_properties": {"source_sid": _sid("RE", conversation), "media_url": f"https://recordings.example.com/{conversation}.wav"},
            "participants": [
                {"channel_participant": 1, "role": "Agent", "user_id": turns[0].slots["agent"].lower(), "full_name": turns[0].slots["agent"]},
                {"channel_participant": 2, "role": "Customer", "media_participant_id": person.phone},
            ],
        }
        transcript = {
            "account_sid": _sid("AC", company),
            "service_sid": _sid("GA", company),
            "sid": sid,
            "date_created": _zulu(start),
            "date_updated": _zulu(start),
            "status": "completed",
            "channel": channel,
            "data_logging": False,
            "language_code": "en-US",
            "media_start_time": _zulu(start),
            "duration": int((turns[-1].occurred_at - start).total_seconds()) + 6,
            "customer_key": None,
            "url": f"https://intelligence.twilio.com/v2/Transcripts/{sid}",
            "redaction": False,
            "sentences": sentences,
        }
        yield f"{conversation}.json", _json(transcript)


def _sms(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """A page of the Messages resource, newest first as the API gives it."""
    account = _sid("AC", company)
    page = []
    for message in sorted(messages, key=lambda message: message.occurred_at, reverse=True):
        inbound = message.speaker == "customer"
        prefix = "whatsapp:" if message.channel == "whatsapp" else ""
        theirs, ours = prefix + people[message.person].phone, prefix + BUSINESS_PHONE
        sent = format_datetime(message.occurred_at.replace(tzinfo=UTC))
        uri = f"/2010-04-01/Accounts/{account}/Messages/{_native(message)}"
        page.append({
            "account_sid": account, "api_version": "2010-04-01", "body": message.text, "date_created": sent, "date_sent": sent, "date_updated": sent,
            "direction": "inbound" if inbound else "outbound-api", "error_code": None, "error_message": None, "from": theirs if inbound else ours,
            "messaging_service_sid": None, "num_media": "0", "num_segments": "1", "price": None, "price_unit": "USD", "sid": _native(message),
            "status": "received" if inbound else "delivered", "subresource_uris": {"media": f"{uri}/Media.json"}, "to": ours if inbound else theirs,
            "uri": f"{uri}.json",
        })  # fmt: skip
    if page:
        first = f"/2010-04-01/Accounts/{account}/Messages.json?PageSize=1000&Page=0"
        frame = {
            "end": len(page) - 1,
            "first_page_uri": first,
            "next_page_uri": None,
            "page": 0,
            "page_size": 1000,
            "previous_page_uri": None,
            "start": 0,
            "uri": first,
        }
        yield "messages.json", _json(frame | {"messages": page})


def _mail(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """One mbox; a reply quotes the message before it, a customer signs."""
    box = b""
    for conversation, turns in _conversations(messages):
        before: Message | None = None
        for turn in turns:
            mail = _letter(turn, before, people[turn.person], company, conversation)
            stamp = turn.occurred_at.strftime("%a %b %d %H:%M:%S %Y")
            body = b"\n".join(b">" + line if line.startswith(b"From ") else line for line in mail.as_bytes().split(b"\n"))
            box += f"From {mail['From'].addresses[0].addr_spec} {stamp}\n".encode() + body.rstrip(b"\n") + b"\n\n"
            before = turn
    if box:
        yield "support.mbox", box


def _letter(turn: Message, before: Message | None, person: Person, company: str, conversation: str) -> EmailMessage:
    theirs, ours = f"{person.name} <{person.email}>", f"{company} Support <{SUPPORT}>"
    inbound = turn.speaker == "customer"
    mail = EmailMessage()
    mail["From"], mail["To"] = (theirs, ours) if inbound else (ours, theirs)
    mail["Subject"] = ("Re: " if before else "") + f"Your request {conversation}"
    mail["Date"] = format_datetime(turn.occurred_at.replace(tzinfo=UTC))
    mail["Message-ID"] = f"<{_native(turn)}>"
    text = turn.text + "\n"
    if inbound:
        text += f"\n-- \n{person.name}\n"
    if before:
        mail["In-Reply-To"] = mail["References"] = f"<{_native(before)}>"
        author = person.name if before.speaker == "customer" else f"{company} Support"
        text += f"\nOn {before.occurred_at:%a, %b %d, %Y at %I:%M %p} {author} wrote:\n\n> {before.text}\n"
    mail.set_content(text, cte="quoted-printable")
    return mail


def _whatsapp(messages: list[Message], people: dict[str, Person], company: str, drop: Drop) -> Files:
    """A chat a file, whole from its first day each time, in the clock and date style of the phone that exported it."""
    for key, told in groupby(sorted(messages, key=lambda message: (message.person, message.occurred_at)), key=lambda message: message.person):
        turns = list(told)
        if all(turn.recorded_at < drop.recorded_at for turn in turns):
            continue
        number = people[key].phone
        shown = f"{number[:2]} ({number[2:5]}) {number[5:8]}-{number[8:]}"
        stamp = _stamp(turns, int(key[1:]))
        notice = "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them."
        first = stamp(turns[0])
        lines = [f"{first}{shown}: \u200e{notice}" if first.startswith("[") else f"{first}{notice}"]
        lines += [f"{stamp(turn)}{shown if turn.speaker == 'customer' else company}: {turn.text}" for turn in turns]
        yield f"WhatsApp Chat with {shown}.txt", ("\n".join(lines) + "\n").encode()


def _stamp(turns: list[Message], phone: int) -> Callable[[Message], str]:
    """How this phone writes times. Day and month are only written in figures where the file's first day tells them apart."""

    def local(turn: Message) -> datetime:
        return turn.occurred_at.replace(tzinfo=UTC).astimezone(LOCAL)

    if local(turns[0]).day < 13 or phone % 3 == 0:
        return lambda turn: f"[{local(turn):%Y-%m-%d, %H:%M:%S}] "
    if phone % 3 == 1:
        return lambda turn: f"{local(turn):%d/%m/%Y, %H:%M} - "
    return lambda turn: f"[{local(turn).month}/{local(turn).day}/{local(turn):%y, %I:%M:%S\u202f%p}] "


def _tickets(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """A page of the ticket export with comments and users side-loaded."""
    tickets, users = [], {}
    for conversation, turns in _conversations(messages):
        person = people[turns[0].person]
        agent_id = 360000000000 + int(sha256(turns[0].slots["agent"].encode()).hexdigest()[:6], 16)
        agent = turns[0].slots["agent"]
        users[agent_id] = _user(agent_id, agent, f"{agent.lower()}@desk.example.com", "agent", turns[0])
        users[person.zendesk_id] = _user(person.zendesk_id, person.name, person.email, "end-user", turns[0])
        comments = [
            {
                "id": int(_native(turn)),
                "type": "Comment",
                "author_id": person.zendesk_id if turn.speaker == "customer" else agent_id,
                "body": turn.text,
                "html_body": f'<div class="zd-comment" dir="auto">{turn.text}<br></div>',
                "plain_body": turn.text,
                "public": True,
                "attachments": [],
                "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
                "created_at": _zulu(turn.occurred_at),
            }
            for turn in turns
        ]
        number = 4000 + int(conversation.rpartition("-")[2])
        tickets.append({
            "id": number, "url": f"https://desk.zendesk.com/api/v2/tickets/{number}.json", "external_id": None, "type": "incident",
            "subject": f"Request {number}",
            "raw_subject": f"Request {number}", "description": turns[0].text, "priority": "normal", "status": "closed", "recipient": SUPPORT,
            "requester_id": person.zendesk_id, "submitter_id": person.zendesk_id, "assignee_id": agent_id, "organization_id": None, "tags": [],
            "via": {"channel": "email", "source": {"from": {"address": person.email, "name": person.name}, "to": {"name": company, "address": SUPPORT}}},
            "created_at": _zulu(turns[0].occurred_at), "updated_at": _zulu(turns[-1].occurred_at), "comments": comments,
        })  # fmt: skip
    if tickets:
        yield "tickets.json", _json({"tickets": tickets, "users": list(users.values()), "next_page": None, "count": len(tickets), "end_of_stream": True})


def _user(number: int, name: str, email: str, role: str, since: Message) -> dict[str, Any]:
    made = _zulu(since.occurred_at)
    url = f"https://desk.zendesk.com/api/v2/users/{number}.json"
    return {"id": number, "url": url, "name": name, "email": email, "phone": None, "role": role, "active": True, "created_at": made, "updated_at": made}


def _chat(messages: list[Message], people: dict[str, Person], broken: list[str]) -> bytes:
    """The canonical form; who it is stands on the first message of the customer."""
    out = []
    for conversation, turns in _conversations(messages):
        named = False
        for turn in turns:
            identifiers = []
            if turn.speaker == "customer" and not named:
                person, named = people[turn.person], True
                identifiers = [{"type": "external_id", "value": person.external_id}, {"type": "email", "value": person.email}]
            out.append(json.dumps({
                "conversation_id": conversation, "message_id": _native(turn), "channel": "chat", "occurred_at": _zulu(turn.occurred_at),
                "speaker": turn.speaker,
                "identifiers": identifiers, "text": turn.text, "metadata": {"page": "/help"},
            }, ensure_ascii=False))  # fmt: skip
    return "".join(line + "\n" for line in [*out, *broken]).encode()


def _broken_chats(truth: Truth, path: str) -> list[str]:
    row = {
        "conversation_id": "chat-900",
        "message_id": "chat-900-m1",
        "channel": "chat",
        "occurred_at": "2026-03-02T10:00:00Z",
        "speaker": "customer",
        "identifiers": [],
        "text": "Anyone?",
    }
    made = {
        "a date in a thirteenth month": json.dumps(row | {"occurred_at": "2026-13-02T10:00:00Z"}),
        "an unknown channel": json.dumps(row | {"message_id": "chat-900-m2", "channel": "carrier_pigeon"}),
        "a line cut off": json.dumps(row | {"message_id": "chat-900-m3"})[:-30],
    }
    return [made[broken.why] for broken in truth.broken if broken.path == path]


def _contacts(truth: Truth) -> Files:
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


def _identifies(truth: Truth) -> Files:
    """Identify calls of the web analytics; the last line of one file is cut off."""
    for drop, stamp in ((truth.drops[0], "2026-01-20T12:00:00.000Z"), (truth.drops[2], "2026-05-20T12:00:00.000Z")):
        late = drop is truth.drops[2]
        calls = [
            {
                "anonymousId": _sid("", "anonymous", person.key)[:24],
                "context": {"library": {"name": "analytics.js", "version": "2.11.1"}, "locale": "en-US"},
                "messageId": f"ajs-{_sid('', 'identify', person.key, drop.day)}",
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
        yield f"exports/profiles/{drop.day}/identifies.jsonl", _lines(calls) + cut.encode()
