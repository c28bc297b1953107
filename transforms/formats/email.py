"""E-mail: mbox files and single .eml files. Quoted replies and signatures are stripped, so that what was said once counts once.

A mailbox doesn't say whose it is. The support desk's side is the domain (the address, at free providers) that takes part in most
messages; where all take part alike, an address that bears a desk's name (`support@`), else the first message's recipient.
"""

from __future__ import annotations

import email
import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from functools import cache
from typing import Any, BinaryIO

from transforms.formats.documents import TooMuchError, from_html, message
from transforms.formats.rows import Failure, Format, Origin, Row

_DESK = re.compile(
    r"^(?:support|help|helpdesk|service|customer|care|info|hello|contact|sales|billing|team|office|admin|orders?|returns?|accounts?|no-?reply|do-?not-?reply|notifications?)\b|care$|support$|service$"
)
_FREE = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "ymail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "mail.com",
        "mail.ru",
    ]
)
MOST_PARTS, DEEPEST, LONGEST_HEADER, LONGEST_TEXT = 5000, 100, 64 << 10, 1 << 20
"""Of a message: how many parts, how far nested, how long a header, how long a text. More is no mail, and would cost minutes."""
_REPLY_LANGUAGES = ["en", "de", "fr", "es", "it", "nl"]


def _messages(stream: BinaryIO) -> Iterator[tuple[EmailMessage, bytes, str | None]]:
    """Messages, their bytes, and the rule that one breaks which is left unread for it."""
    raw = stream.read()
    parts = re.split(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]*\d{4}[^\r\n]*\r?\n", raw) if raw.startswith(b"From ") else [raw]
    for part in parts:
        if part.strip():
            unquoted = re.sub(rb"(?m)^>(>*From )", rb"\1", part) if len(parts) > 1 else part
            rule = _too_much(unquoted)
            yield EmailMessage() if rule else email.message_from_bytes(unquoted, policy=default), unquoted, rule


def _too_much(raw: bytes) -> str | None:
    """Why a message is not to be read."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    if any(len(header) > LONGEST_HEADER for header in re.split(rb"\n(?![ \t])", head)):
        return f"a header is longer than {LONGEST_HEADER >> 10} KiB"
    if raw.count(b"\n--") > MOST_PARTS and re.search(rb"(?im)^content-type:\s*multipart/", head):
        return f"the message has more than {MOST_PARTS:,} parts"
    if len(re.findall(rb"(?im)^content-type:\s*(?:multipart|message)/", raw)) > DEEPEST:
        return f"the message has more than {DEEPEST} messages or lists of parts in it"
    return None


def _addresses(mail: EmailMessage, *names: str) -> list[str]:
    values = [str(value) for name in names for value in mail.get_all(name, [])]
    return [address.strip().lower() for _, address in getaddresses(values) if "@" in address]


def _side(address: str) -> str:
    """What an organisation's addresses share: the domain, or the address itself at a free provider."""
    domain = address.rpartition("@")[2]
    return address if domain in _FREE else domain


def _desk(mails: list[EmailMessage]) -> str | None:
    sides: Counter[str] = Counter()
    for mail in mails:
        sides.update({_side(address) for address in _addresses(mail, "From", "To", "Cc")})
        sides.update({_side(address) for address in _addresses(mail, "Delivered-To", "X-Original-To")})
    if not sides:
        return None
    most = max(sides.values())
    leaders = {side for side, count in sides.items() if count == most}
    everyone = [address for mail in mails for address in (*_addresses(mail, "To", "Cc"), *_addresses(mail, "From"))]
    candidates = [address for address in everyone if _side(address) in leaders]
    named = [address for address in candidates if _DESK.search(address.partition("@")[0])]
    owned = [address for address in candidates if address.rpartition("@")[2] not in _FREE]
    return _side((named or owned or candidates)[0])


@cache
def _reply_parser() -> Any:
    from mailparser_reply import EmailReplyParser

    return EmailReplyParser(languages=_REPLY_LANGUAGES)


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError):
        text = bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    if len(text) > LONGEST_TEXT:
        raise TooMuchError(f"the message's text is longer than {LONGEST_TEXT >> 20} MiB")
    return from_html(text) if part.get_content_type() == "text/html" else text.replace("\r\n", "\n")


def stripped(text: str) -> str:
    """What this message itself says: no quoted reply, no signature."""
    text = re.sub(r"\n(?:[ \t\r]*\n){2,}", "\n\n", text)  # over long blanks the parser would take for ever
    replies = _reply_parser().read(text).replies
    newest = replies[0] if replies else None
    said = (newest.body or newest.content) if newest is not None else text
    said = re.split(r"(?m)^-{2,} ?$|^(?:Sent from my |Get Outlook for )|^-+ ?Original Message ?-+|^_{10,}\s*$", str(said))[0]
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def _threads(mails: list[EmailMessage]) -> list[str | None]:
    """The id of each message's first ancestor that is known of."""
    parents: dict[str, str] = {}
    for mail in mails:
        own, chain = _ids(mail, "Message-ID"), [*_ids(mail, "References"), *_ids(mail, "In-Reply-To")]
        if own and chain and chain[0] != own[0]:
            parents[own[0]] = chain[0]
    roots: list[str | None] = []
    for mail in mails:
        chain = [*_ids(mail, "References"), *_ids(mail, "In-Reply-To"), *_ids(mail, "Message-ID")]
        root, seen = chain[0] if chain else None, set()
        while root in parents and root not in seen:
            seen.add(root)
            root = parents[root]
        roots.append(root)
    return roots


def _ids(mail: EmailMessage, name: str) -> list[str]:
    return re.findall(r"<\s*([^<>\s]+)\s*>", str(mail.get(name) or ""))


def _row(mail: EmailMessage, thread: str | None, desk: str | None, origin: Origin) -> Row:
    sender, others = (_addresses(mail, "From") or [""])[0], _addresses(mail, "To", "Cc")
    is_desk = desk is not None and _side(sender) == desk
    customer = next((one for one in others if _side(one) != desk), None) if is_desk else sender
    sent = str(mail.get("Date") or "") or str(mail.get("Received") or "").rpartition(";")[2].strip()
    automatic = str(mail.get("Auto-Submitted") or "no").lower() != "no"
    own = (_ids(mail, "Message-ID") or [origin.key.digest("email", sender, sent, mail.get("Subject"))])[0]
    return message(
        thread or own,
        own,
        "email",
        ("bot" if automatic else "agent") if is_desk else "customer",
        origin.at(parsedate_to_datetime(sent)) if sent else None,
        stripped(_body(mail)),
        identifiers=[("email", customer)],
        metadata={"subject": str(mail.get("Subject") or "")},
    )


def _parse(stream: BinaryIO, origin: Origin) -> Iterator[Row]:
    found = list(_messages(stream))
    desk = _desk([mail for mail, _, _ in found])
    for place, ((mail, raw, rule), thread) in enumerate(zip(found, _threads([mail for mail, _, _ in found]), strict=True), start=1):
        if rule or not mail.get("From"):
            yield Failure(place, rule or "the message has no From", raw.decode("utf-8", "replace"))
            continue
        try:
            yield _row(mail, thread, desk, origin)._replace(place=place)
        except TooMuchError as problem:
            yield Failure(place, str(problem), raw.decode("utf-8", "replace"))
        except (ValueError, TypeError, LookupError, AttributeError, IndexError, RecursionError):
            yield Failure(place, "the message cannot be read as e-mail", raw.decode("utf-8", "replace"))


def _sniff(head: bytes, path: str) -> bool:
    if path.lower().removesuffix(".gz").endswith((".eml", ".mbox")):
        return True
    top = head.lstrip(b"\xef\xbb\xbf\r\n")
    return re.match(rb"From \S+ .*\d{4}\r?\n", top) is not None or (
        re.match(rb"(?:[A-Za-z0-9-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", top) is not None and re.search(rb"(?m)^From:", top[:16384]) is not None
    )


FORMAT = Format("email", "message", _sniff, _parse)
