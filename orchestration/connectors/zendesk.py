"""Zendesk: user fields, or records of a custom object, by bulk jobs. What belongs here: the jobs. What does not: which rows.

Both are upserts by external id. A removal empties the fields of a user, who is the help desk's own, and deletes a record of a custom object.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from orchestration.config.models import Target
from orchestration.connectors import RESULTS, Operation, Shape, TargetError, calling
from orchestration.connectors.calling import Caller, CallError
from orchestration.failures import UsageError
from orchestration.secrets import Secrets

MOST_ROWS, MOST_OF_A_JOB = 1000, 100
LONGEST_JOB, FIRST_POLL, SLOWEST_POLL = 30 * 60.0, 1.0, 15.0
OWN = ("name", "email", "phone", "notes", "details", "time_zone", "locale", "tags")
"""Attributes of a user that are not fields of one's own."""


@dataclass
class Zendesk:
    """A session with users, or with one custom object."""

    caller: Caller
    shape: Shape
    most_rows: int = MOST_ROWS
    most_bytes: int = 1 << 20

    def begin(self, operation: Operation, rows: pl.DataFrame) -> str:
        """A name of the rows: Zendesk names its job only once it has the rows."""
        return hashlib.sha256("\n".join([operation, *rows["key"]]).encode()).hexdigest()[:32]

    def send(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        """A job for each hundred rows, one after the other, with their results."""
        return pl.concat([self._sent(operation, some) for some in rows.iter_slices(MOST_OF_A_JOB)])

    def _sent(self, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        keys = rows["key"].to_list()
        if operation == "remove":
            return self._removed(keys)
        bodies = [self._body(key, json.loads(payload)) for key, payload in zip(keys, rows["payload"], strict=True)]
        return self._job(keys, bodies, "create_or_update_by_external_id", "accepted")

    def resume(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Nothing to ask: rows go again, to the same effect."""
        return None

    def close(self) -> None:
        """Closes connections."""
        self.caller.close()

    @property
    def _is_users(self) -> bool:
        return self.shape.object == "users"

    def _removed(self, keys: list[str]) -> pl.DataFrame:
        if not self._is_users:
            return self._job(keys, keys, "delete_by_external_id", "removed")
        found = self.caller.call("GET", "api/v2/users/show_many.json", params={"external_ids": ",".join(keys)}).json()["users"]
        there = {str(user["external_id"]) for user in found}
        absent = pl.DataFrame([(key, "removed", None) for key in keys if key not in there], schema=RESULTS, orient="row")
        kept = [key for key in keys if key in there]
        if not kept:
            return absent
        # A user's own name and address are the help desk's; only fields that are ours are emptied.
        ours = {f: None for f in self.shape.types if f not in (*self.shape.key, *OWN)}
        bodies = [{"external_id": key, "user_fields": ours} for key in kept]
        return pl.concat([absent, self._job(kept, bodies, "create_or_update_by_external_id", "removed")])

    def _body(self, key: str, row: dict[str, Any]) -> dict[str, Any]:
        fields = {name: value for name, value in row.items() if name not in self.shape.key}
        if self._is_users:
            own = {name: value for name, value in fields.items() if name in OWN and value is not None}
            return {"external_id": key, **own, "user_fields": {n: v for n, v in fields.items() if n not in OWN}}
        return {"external_id": key, "name": fields.pop("name", None) or key, "custom_object_fields": fields}

    def _job(self, keys: list[str], items: list[Any], action: str, good: str) -> pl.DataFrame:
        body: dict[str, Any]
        if self._is_users:
            path, body = "api/v2/users/create_or_update_many.json", {"users": items}
        else:
            path, body = f"api/v2/custom_objects/{self.shape.object}/jobs", {"job": {"action": action, "items": items}}
        try:
            job = self.caller.call("POST", path, json=body).json()["job_status"]
        except CallError as problem:
            if problem.status in (400, 422):
                return pl.DataFrame([(key, "rejected", problem.body) for key in keys], schema=RESULTS, orient="row")
            raise
        return _results(keys, self._wait(job), good)

    def _wait(self, job: dict[str, Any]) -> dict[str, Any]:
        waited, pause = 0.0, FIRST_POLL
        while job["status"] not in ("completed", "failed", "killed"):
            if waited > LONGEST_JOB:
                raise TargetError(f"target {self.shape.target}: a job of Zendesk is still {job['status']}: run it again later")
            calling.sleep(pause)
            waited, pause = waited + pause, min(SLOWEST_POLL, pause * 1.5)
            job = self.caller.call("GET", f"api/v2/job_statuses/{job['id']}.json").json()["job_status"]
        return job


def _results(keys: list[str], job: dict[str, Any], good: str) -> pl.DataFrame:
    """A row's result is at its place in the request; one that isn't told of, in a job that didn't end well, may go again."""
    told: dict[int, dict[str, Any]] = {}
    for place, result in enumerate(job.get("results") or []):
        told[int(result.get("index", place))] = result
    rows = []
    for place, key in enumerate(keys):
        result = told.get(place)
        if result is None:
            whole = job["status"] == "completed"
            rows.append((key, good if whole else "pending", None if whole else job.get("message") or f"the job was {job['status']}"))
        elif result.get("error") or result.get("errors") or result.get("success") is False:
            is_gone = good == "removed" and "notfound" in str(result).lower().replace("_", "").replace(" ", "")
            rows.append((key, good if is_gone else "rejected", " ".join(str(result[n]) for n in ("error", "errors", "details") if result.get(n))))
        else:
            rows.append((key, good, str(result["id"]) if result.get("id") else None))
    return pl.DataFrame(rows, schema=RESULTS, orient="row")


def connected(target: Target, shape: Shape, secrets: Secrets) -> Zendesk:
    """An agent's e-mail address and API token, or an OAuth token: secrets `email` and `token`, or `oauth`."""
    shape.one_key()
    return Zendesk(caller_of(f"target {target.name}", target.url, target.secrets, secrets), shape)


def caller_of(owner: str, url: str | None, names: dict[str, str], secrets: Secrets) -> Caller:
    """A caller of one help desk.

    Raises:
        UsageError: the address or a secret is missing.
    """
    if not url:
        raise UsageError(f"{owner}: url is required, as https://example.zendesk.com")
    held = secrets.of(owner, names, required=() if "oauth" in names else ("email", "token"))
    basic = base64.b64encode(f"{held.get('email')}/token:{held.get('token')}".encode()).decode()
    said = f"Bearer {held['oauth']}" if "oauth" in held else f"Basic {basic}"
    return Caller(owner, url, lambda: {"Authorization": said})
