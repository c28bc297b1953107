"""Secrets by name: from the environment, else from the secrets file. What belongs here: finding them. What does not: what they open.

A secret is in no error, no log and no configuration; the file is `[secrets] file`, or TELLONCE_SECRETS_FILE, which goes before it.
"""

from __future__ import annotations

import logging
import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.config import Config
from orchestration.failures import UsageError

VARIABLE = "TELLONCE_SECRETS_FILE"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Secrets:
    """What names of secrets stand for.

    Attributes:
        file: TOML (`NAME = "…"`) where it ends so, else lines of `NAME=…`; None where there is none.
    """

    file: Path | None = None

    def of(self, owner: str, names: Mapping[str, str], required: Iterable[str] = ()) -> dict[str, str]:
        """Secrets by their role.

        Args:
            owner: who needs them, for errors.
            names: role to name.
            required: roles that there must be.

        Raises:
            UsageError: a role isn't given, its name stands for nothing, or the secrets file can't be read.
        """
        absent = sorted(set(required) - set(names))
        if absent:
            raise UsageError(f"{owner}: secrets needs {', '.join(absent)}, each the name of an environment variable or of an entry of the secrets file")
        found = {role: self._one(name) for role, name in names.items()}
        unset = sorted({names[role] for role, value in found.items() if not value})
        if unset:
            raise UsageError(f"{owner}: not in the environment{f' or {self.file.name}' if self.file else ''}: {', '.join(unset)}")
        return {role: value for role, value in found.items() if value}

    def _one(self, name: str) -> str | None:
        return os.environ.get(name) or (self._held.get(name) if self.file else None)

    @cached_property
    def _held(self) -> dict[str, str]:
        assert self.file is not None
        try:
            text = self.file.read_text(encoding="utf-8-sig")
            mode = self.file.stat().st_mode
        except (OSError, UnicodeDecodeError):
            raise UsageError(f"secrets file {self.file}: cannot be read") from None
        if mode & (stat.S_IRGRP | stat.S_IROTH):
            _LOG.warning("secrets file %s can be read by others: chmod 600 %s", self.file, self.file.name)
        return _toml(text, self.file) if self.file.suffix == ".toml" else _lines(text)


def secrets_of(config: Config) -> Secrets:
    """The secrets that a configuration names."""
    given = os.environ.get(VARIABLE) or (config.located(config.secrets.file) if config.secrets.file else None)
    return Secrets(Path(given).expanduser() if given else None)


def _toml(text: str, path: Path) -> dict[str, str]:
    # What tomllib says may quote the file.
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise UsageError(f'secrets file {path}: is not TOML, as NAME = "…" on a line of its own') from None
    if wrong := sorted(name for name, value in held.items() if not isinstance(value, str)):
        raise UsageError(f"secrets file {path}: {wrong[0]} is no text in quotes")
    return held


def _lines(text: str) -> dict[str, str]:
    from io import StringIO

    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(stream=StringIO(text), interpolate=False).items() if value}
