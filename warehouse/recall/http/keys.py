"""Who may ask. What belongs here: making keys and telling whose one is. What does not: how a request carries it (callers.py)."""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from warehouse.home import Home

_PREFIX = "tok_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")


class BadKeyError(ValueError):
    """A key that cannot be made or is not there; one line that says why."""


@dataclass(frozen=True)
class Entry:
    """What is kept of a key: its name and a keyed digest, never the key."""

    name: str
    digest: str
    made_at: str


class Keys:
    """The keys of one store, in `service/keys.json` of its home. A change shows at the next request.

    Args:
        home: the store. A digest is made with the home's own key, so that a file copied to another home opens nothing.
    """

    def __init__(self, home: Home) -> None:
        self._home, self._lock = home, threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._entries: list[Entry] = []

    @property
    def path(self) -> Path:
        """Where the digests are."""
        return self._home.root / "service" / "keys.json"

    def all(self) -> list[Entry]:
        """Every key's entry, in the order in which they were made."""
        with self._lock:
            try:
                about = self.path.stat()
            except FileNotFoundError:
                self._stamp, self._entries = None, []
                return []
            if self._stamp != (about.st_mtime_ns, about.st_ino):
                self._entries = [Entry(**entry) for entry in json.loads(self.path.read_text())["keys"]]
                self._stamp = about.st_mtime_ns, about.st_ino
            return list(self._entries)

    def add(self, name: str, at: datetime) -> str:
        """Makes a key and returns it: the only time that it can be seen.

        Raises:
            BadKeyError: the name has another form or is taken.
        """
        if not _NAME.fullmatch(name):
            raise BadKeyError(f"{name!r} is no name for a key: letters, digits, - _ and . only, 64 at most")
        entries = self.all()
        if any(entry.name == name for entry in entries):
            raise BadKeyError(f"there is a key {name!r} already; remove it, or take another name")
        secret = _PREFIX + secrets.token_urlsafe(32)
        self._write([*entries, Entry(name, self._digest(secret), at.isoformat(timespec="seconds") + "Z")])
        return secret

    def digest_of(self, name: str) -> str | None:
        """The digest that is kept of a key."""
        return next((entry.digest for entry in self.all() if entry.name == name), None)

    def remove(self, name: str) -> None:
        """Ends a key.

        Raises:
            BadKeyError: there is none of that name.
        """
        entries = self.all()
        if all(entry.name != name for entry in entries):
            raise BadKeyError(f"there is no key {name!r}")
        self._write([entry for entry in entries if entry.name != name])

    def name_of(self, secret: str) -> str | None:
        """The name of the key, or None if it is none of this store."""
        if not secret.startswith(_PREFIX) or len(secret) > 200:
            return None
        digest = self._digest(secret)
        return next((entry.name for entry in self.all() if hmac.compare_digest(entry.digest, digest)), None)

    def _digest(self, secret: str) -> str:
        return self._home.key.digest("service key", secret)

    def _write(self, entries: list[Entry]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f".keys.{os.getpid()}")
        draft.write_text(json.dumps({"keys": [asdict(entry) for entry in entries]}, indent=1) + "\n")
        draft.chmod(0o600)
        draft.replace(self.path)
