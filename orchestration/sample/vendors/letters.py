"""E-mails as files of RFC 5322."""

from __future__ import annotations

from datetime import UTC
from email.message import EmailMessage
from email.utils import format_datetime

from orchestration.sample.model import Message, Person
from orchestration.sample.vendors.shapes import SUPPORT, Files, conversations, native


def mail(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """One mbox; a reply quotes the message before it, a customer signs."""
    box = b""
    for conversation, turns in conversations(messages):
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
    mail["Message-ID"] = f"<{native(turn)}>"
    text = turn.text + "\n"
    if inbound:
        text += f"\n-- \n{person.name}\n"
    if before:
        mail["In-Reply-To"] = mail["References"] = f"<{native(before)}>"
        author = person.name if before.speaker == "customer" else f"{company} Support"
        text += f"\nOn {before.occurred_at:%a, %b %d, %Y at %I:%M %p} {author} wrote:\n\n> {before.text}\n"
    mail.set_content(text, cte="quoted-printable")
    return mail
