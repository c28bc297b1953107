"""JSON documents of APIs: whole files, one a line, or one after the other; pages, lists, and collections of answers.

What belongs here: getting at the objects in a file, and turning each into rows without one bad object spoiling the rest. What does not: vendors.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from transforms.formats.containers import json_lines, loads
from transforms.formats.rows import Failure, Interaction, Record, Row, UnreadableError

_ANSWER = re.compile(r"^(?:get|post|put|patch|delete) /\S* \d{3}\b", re.IGNORECASE)
DEEPEST = 2000
"""Open elements at once, or comments, in HTML."""
_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])
_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*')


def documents(stream: BinaryIO) -> Iterator[dict[str, Any] | Failure]:
    """Objects of a file. A list counts as its elements, a collection `{"GET /path 200 name": body}` as its bodies.

    Raises:
        UnreadableError: The file is no JSON from some point on; what came before has been given.
    """
    raw = stream.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("the file is not UTF-8") from None
    for document in _documents(text):
        for body in _bodies(document):
            yield body if isinstance(body, dict | Failure) else Failure(0, "not a JSON object", json.dumps(body)[:4000])


def _documents(text: str) -> Iterator[Any]:
    for candidate in (text, _COMMENT.sub(lambda match: match[1] or "", text)):
        try:
            yield loads(candidate)
            return
        except ValueError:
            continue
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        loads(first)
    except ValueError:
        yield from _one_after_the_other(text)
        return

    for row in json_lines(io.BytesIO(text.encode("utf-8", "surrogatepass"))):
        yield row if isinstance(row, Failure) else row.data


def _one_after_the_other(text: str) -> Iterator[Any]:
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        if text[position].isspace() or text[position] == ",":
            position += 1
            continue
        try:
            document, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            raise UnreadableError(f"the file is not JSON from line {text.count(chr(10), 0, position) + 1} on") from None
        yield document


def _bodies(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict) and document and all(_ANSWER.match(key) for key in document):
        yield from document.values()
    else:
        yield document


def each(objects: Iterable[Any], make: Callable[[Any], Iterable[Row]], what: str) -> Iterator[Row]:
    """Rows of each object; one that has not the shape of `what` is a failure, and the rest goes on."""
    for item in objects:
        if isinstance(item, Failure):
            yield item
            continue
        try:
            yield from list(make(item))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, OSError):
            yield Failure(0, f"not the shape of {what}", json.dumps(item, ensure_ascii=False, default=str))


def numbered(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows with their places, from 1."""
    for number, row in enumerate(rows, start=1):
        yield row if isinstance(row, Failure) and row.place is None else row._replace(place=number)


def message(
    conversation_id: Any,
    message_id: Any,
    channel: str,
    speaker: str,
    occurred_at: str | None,
    text: str | None,
    *,
    identifiers: Iterable[tuple[str, Any]] = (),
    held: Iterable[tuple[str, Any]] = (),
    metadata: dict[str, Any] | None = None,
) -> Interaction:
    """A message in the canonical form. `held` are identifiers of the conversation; empty values fall away."""
    data = {
        "conversation_id": None if conversation_id is None else str(conversation_id),
        "message_id": None if message_id is None else str(message_id),
        "channel": channel,
        "speaker": speaker,
        "occurred_at": occurred_at,
        "text": text or "",
        "identifiers": given(identifiers),
        "metadata": {name: value for name, value in (metadata or {}).items() if value not in (None, "", [], {})},
    }
    return Interaction(0, data, tuple(given(held)))


def record(record_id: Any, updated_at: str | None, identifiers: Iterable[tuple[str, Any]], attributes: dict[str, Any]) -> Record:
    """A record in the canonical form; attributes without a value fall away."""
    kept = {name: value for name, value in attributes.items() if value not in (None, "", [], {})}
    return Record(
        0, {"record_id": None if record_id is None else str(record_id), "updated_at": updated_at, "identifiers": given(identifiers), "attributes": kept}
    )


def given(identifiers: Iterable[tuple[str, Any]]) -> list[dict[str, str]]:
    """`{type, value}` of those that have a value, each once."""
    return [{"type": type_, "value": value} for type_, value in dict.fromkeys((type_, str(value)) for type_, value in identifiers if value not in (None, ""))]


def when(value: Any) -> str | None:
    """RFC 3339 of what vendors write: ISO 8601 (a time without an offset is UTC), RFC 2822, seconds or milliseconds since 1970.

    What is none of these stays as it is, and fails its check by name.
    """
    if value in (None, ""):
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\d{9,13}(?:\.\d+)?", value)):
        seconds = float(value)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC).isoformat()
    text = str(value).strip()
    try:
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


class TooMuchError(ValueError):
    """A text that would cost minutes to read; the message is the rule it breaks."""


def from_html(body: str | None) -> str:
    """The text of an HTML body, a line a paragraph.

    Raises:
        TooMuchError: It is nested as no message is.
    """
    if not body or "<" not in body:
        return (body or "").strip()
    if body.count("<!") > DEEPEST or _depth(body) > DEEPEST:
        raise TooMuchError("its HTML is nested too deep")
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(body, "html.parser")
    for dropped in soup(["script", "style", "head"]):
        dropped.decompose()
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(["p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"]):
        block.append("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in soup.get_text().splitlines())).strip()


def _depth(body: str) -> int:
    """How many elements are open at once, as far as tags tell."""
    depth = deepest = 0
    for tag in _TAG.finditer(body):
        if tag[2].lower() not in _VOID:
            depth = max(0, depth + (-1 if tag[1] else 1))
            deepest = max(deepest, depth)
    return deepest
