"""On which line of a TOML file a key stands. What belongs here: line numbers. What does not: values; tomllib reads those."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^[ \t]*(?P<open>\[\[?)(?P<name>[^\[\]]+)\]\]?")
_KEY = re.compile(r"""^[ \t]*(?P<name>(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_PIECE = re.compile(r'(?s)""".*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]')


def lines_of(text: str) -> dict[Path, int]:
    """The line of every table and key.

    Args:
        text: a file that tomllib can read.

    Returns:
        Line numbers from 1, by place: `("sources", 1, "format")`. Keys inside inline tables are not among them.
    """
    places: dict[Path, int] = {}
    sizes: dict[Path, int] = {}
    table: Path = ()
    at = 0
    while at < len(text):
        line = text.count("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if header := _HEADER.match(text[at:end]):
            table = _table(_parts(header["name"]), sizes, is_array=header["open"] == "[[")
            places[table] = line
        elif key := _KEY.match(text[at:end]):
            places[(*table, *_parts(key["name"]))] = line
            end = _value_end(text, at + key.end())
        at = end + 1
    return places


def line_of(places: dict[Path, int], place: Path) -> int | None:
    """The line of a place, or of the nearest thing around it."""
    for size in range(len(place), 0, -1):
        if place[:size] in places:
            return places[place[:size]]
    return None


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(name))


def _table(parts: tuple[str, ...], sizes: dict[Path, int], *, is_array: bool) -> Path:
    """The place of a header; arrays of tables above it stand at their last element."""
    place: Path = ()
    for depth, part in enumerate(parts):
        place = (*place, part)
        if is_array and depth == len(parts) - 1:
            sizes[place] = sizes.get(place, 0) + 1
        if place in sizes:
            place = (*place, sizes[place] - 1)
    return place


def _value_end(text: str, at: int) -> int:
    """Where the value that begins at `at` ends: the first line break outside of strings and brackets."""
    depth = 0
    for piece in _PIECE.finditer(text, at):
        if piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth -= 1
        elif piece[0] == "\n" and depth == 0:
            return piece.start()
    return len(text)
