"""Finds and reads tellonce.toml. What belongs here: from bytes to a Config, or to one line that says where it is wrong."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from orchestration.config.attributes import Attribute
from orchestration.config.lines import line_of, lines_of
from orchestration.config.models import Config, Target
from orchestration.config.sources import Source
from orchestration.failures import UsageError

NAME = "tellonce.toml"


class ConfigError(UsageError):
    """The configuration can't be used. Its text names file, line and key."""


def find(given: Path | None = None, start: Path | None = None) -> Path:
    """The configuration file.

    Args:
        given: what `--config` named: a file, or a folder with a tellonce.toml in it.
        start: where to look from, upwards; the working folder by default.

    Raises:
        ConfigError: there is none.
    """
    if given is not None:
        path = given / NAME if given.is_dir() else given
        if not path.is_file():
            raise ConfigError(f"{path}: there is no such file; `tellonce init` writes one")
        return path.absolute()
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / NAME).is_file():
            return folder / NAME
    raise ConfigError(f"no {NAME} in {here} or above it; `tellonce init` writes one, --config names another")


def load(path: Path) -> Config:
    """Reads a configuration file.

    Raises:
        ConfigError: it can't be read, or says something that isn't known.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise ConfigError(f"{_shown(path)}: cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError as problem:
        line = path.read_bytes().count(b"\n", 0, problem.start) + 1
        raise ConfigError(f"{_shown(path)} line {line}: is not UTF-8") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Config:
    """A configuration from its text. `path` is where relative paths start and what errors name.

    Raises:
        ConfigError: it says something that isn't known.
    """
    text = text.replace("\r\n", "\n")
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{_shown(path)}{_toml_problem(str(problem), text)}") from None
    except ValidationError as problem:
        raise ConfigError(_first(problem, text, path)) from None
    config._file = path.absolute()
    _check_names(config, text, path)
    _check_classes(config, text, path)
    _check_states(config, text, path)
    return config


def _check_names(config: Config, text: str, path: Path) -> None:
    """Raises where two sources, targets or attributes would be the same: attributes are, if their columns are."""
    tables: dict[str, Sequence[Source | Attribute | Target]] = {"sources": config.sources, "attributes": config.attributes, "targets": config.targets}
    for table, items in tables.items():
        names = [item.name.replace(".", "__") if table == "attributes" else item.name for item in items]
        for index, name in enumerate(names):
            if name in names[:index]:
                line = line_of(lines_of(text), (table, index, "name"))
                raise ConfigError(f"{_shown(path)} line {line}: {table}[{index}].name: {items[index].name!r} is there already, as {table}[{names.index(name)}]")


def _check_classes(config: Config, text: str, path: Path) -> None:
    """Raises where a class is barred that nothing is of: a name that is misspelt would bar nothing."""
    from transforms.classes import CLASSES

    known = [*CLASSES, *(attribute.class_ for attribute in config.attributes)]
    for name, given in config.classes.items():
        if name not in known and not given.words:
            line = line_of(lines_of(text), ("classes", name))
            raise ConfigError(f"{_shown(path)} line {line}: classes.{name}: no attribute is of this class{_near(name, known)}; give it words, or one of {', '.join(CLASSES)}")


def _check_states(config: Config, text: str, path: Path) -> None:
    """Raises where a state names an attribute that there is not: nobody would ever be in it."""
    from orchestration.registries import registry_of

    named = [(state, state.partition("=")[0]) for state in config.retention.states if "=" in state]
    registry = registry_of(config) if named else {}
    for state, attribute in named:
        if attribute not in registry and not attribute.startswith("record."):
            line = line_of(lines_of(text), ("retention", "states", state))
            raise ConfigError(f"{_shown(path)} line {line}: retention.states: no attribute {attribute!r}{_near(attribute, list(registry))}")


def _shown(path: Path) -> str:
    return path.name if path.absolute().parent == Path.cwd() else str(path)


def _toml_problem(message: str, text: str) -> str:
    what, _, where = message.rpartition(" (at ")
    line = where.removeprefix("line ").partition(",")[0] if where.startswith("line ") else str(text.rstrip().count("\n") + 1)
    return f" line {line}: is not TOML: {what or message}"


def _first(problem: ValidationError, text: str, path: Path) -> str:
    """The first error by line, and how many more there are."""
    places = lines_of(text)
    found = sorted((line_of(places, _place(e["loc"])) or 0, index) for index, e in enumerate(problem.errors()))
    line, index = found[0]
    error = problem.errors()[index]
    place = _place(error["loc"])
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    at = f" line {line}" if line else ""
    return f"{_shown(path)}{at}: {key + ': ' if key else ''}{_sentence(error, place)}{more}"


def _place(loc: tuple[Any, ...]) -> tuple[str | int, ...]:
    return tuple(part for part in loc if part != "[key]")


def _sentence(error: Any, place: tuple[str | int, ...]) -> str:
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "missing":
        return "is required"
    if kind == "extra_forbidden":
        known = _keys(place[:-1])
        return f"unknown key{_near(str(place[-1]), known)}, one of {', '.join(known)}"
    if kind == "literal_error":
        known = [str(v) for v in _literals(place)] or [context["expected"].replace(" or ", ", ").replace("'", "")]
        return f"{error['input']!r} is not known{_near(str(error['input']), known)}, one of {', '.join(known)}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{error['input']!r} does not have the form {context['pattern']}"
    return str(error["msg"]).replace("Input should", "should").replace("\n", " ")


def _near(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f", did you mean {near[0]!r}?" if near else ""


def _model(place: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model of the table at a place."""
    model: Any = Config
    for part in place:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part) if model else None
        kinds = [field.annotation, *get_args(field.annotation)] if field else []
        model = next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
    return model


def _keys(place: tuple[str | int, ...]) -> list[str]:
    model = _model(place)
    return list(model.model_fields) if model else []


def _literals(place: tuple[str | int, ...]) -> list[str]:
    while place and isinstance(place[-1], int):
        place = place[:-1]
    model = _model(place[:-1]) if place else None
    field = model.model_fields.get(str(place[-1])) if model else None
    found = [a for kind in [field.annotation, *get_args(field.annotation)] for a in get_args(kind)] if field else []
    return [a for a in found if isinstance(a, str)]
