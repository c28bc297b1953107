"""Salesforce: Bulk API 2.0 upserts by an external id. What belongs here: the life of a job. What does not: which rows; what a CSV looks like.

A removal deletes a record of a custom object; of a standard one, which is the users' own, it empties our fields. A job's id is in the ledger before its upload,
so that a run that is killed asks for the job's results instead of sending its rows twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.config.models import Target
from orchestration.connectors import RESULTS, Operation, Shape, TargetError, calling
from orchestration.connectors.calling import Caller, CallError
from orchestration.connectors.csv_rows import from_csv, guarded, to_csv
from orchestration.failures import UsageError
from orchestration.secrets import Secrets

VERSION = "v62.0"
JOBS = f"services/data/{VERSION}/jobs/ingest"
LARGEST_UPLOAD = 90_000_000
LONGEST_JOB = 2 * 60 * 60.0
FIRST_POLL, SLOWEST_POLL = 2.0, 30.0
ASKED_AT_ONCE = 100
_OVER = ("JobComplete", "Failed", "Aborted")


@dataclass
class Salesforce:
    """A session with one object."""

    caller: Caller
    shape: Shape
    most_rows: int = 1_000_000
    most_bytes: int = LARGEST_UPLOAD

    @property
    def _deletes(self) -> bool:
        return self.shape.object.endswith("__c")

    def begin(self, operation: Operation, rows: pl.DataFrame) -> str:
        """Creates a job; its id."""
        about = {"object": self.shape.object, "contentType": "CSV", "lineEnding": "LF"}
        if operation == "remove" and self._deletes:
            about |= {"operation": "delete"}
        else:
            about |= {"operation": "upsert", "externalIdFieldName": self.shape.one_key()}
        return str(self.caller.call("POST", JOBS, json=about).json()["id"])

    def send(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        """Uploads, waits, and reads the results row by row."""
        if operation == "upsert":
            self._upload(batch_id, to_csv([json.loads(row) for row in rows["payload"]], list(self.shape.types), null="#N/A"))
            return self._results(batch_id, self._wait(batch_id), "accepted")
        ids = self._ids(rows["key"].to_list())
        absent = pl.DataFrame([(key, "removed", None) for key in rows["key"] if key not in ids], schema=RESULTS, orient="row")
        if not ids:
            self._abort(batch_id)
            return absent
        if self._deletes:
            self._upload(batch_id, to_csv([{"Id": record} for record in ids.values()], ["Id"]))
            keys = {record: key for key, record in ids.items()}
            return pl.concat([absent, self._results(batch_id, self._wait(batch_id), "removed", "Id", keys)])
        key = self.shape.one_key()
        self._upload(batch_id, to_csv([{key: value} for value in ids], list(self.shape.types), null="#N/A"))
        return pl.concat([absent, self._results(batch_id, self._wait(batch_id), "removed")])

    def resume(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Results of a job that was uploaded; one that wasn't is aborted."""
        try:
            job = self._job(batch_id)
        except CallError as problem:
            if problem.status in (400, 404):
                return None
            raise
        if job["state"] == "Open":
            self._abort(batch_id)
            return None
        if job["state"] == "Aborted":
            return None
        done = self._wait(batch_id)
        if operation == "remove" and self._deletes:
            return None  # its results name records, and which keys they had can no longer be asked
        return self._results(batch_id, done, "removed" if operation == "remove" else "accepted")

    def close(self) -> None:
        """Closes connections; the session at Salesforce ends by itself."""
        self.caller.close()

    def _upload(self, batch_id: str, content: bytes) -> None:
        """Uploads and closes a job. A call whose answer was lost is made again, and 'already done' is then as good as done."""
        for method, path, given in (
            ("PUT", f"{JOBS}/{batch_id}/batches", {"content": content, "headers": {"Content-Type": "text/csv; charset=UTF-8"}}),
            ("PATCH", f"{JOBS}/{batch_id}", {"json": {"state": "UploadComplete"}}),
        ):
            try:
                self.caller.call(method, path, **given)  # type: ignore[arg-type]
            except CallError as problem:
                if not (problem.is_repeated and problem.status in (400, 409)):
                    raise

    def _wait(self, batch_id: str) -> dict[str, Any]:
        """The job when it is over, asked for ever more seldom."""
        waited, pause = 0.0, FIRST_POLL
        while (job := self._job(batch_id))["state"] not in _OVER:
            if waited > LONGEST_JOB:
                raise TargetError(f"target {self.shape.target}: job {batch_id} is still {job['state']}: run it again later, and it goes on waiting")
            calling.sleep(pause)
            waited, pause = waited + pause, min(SLOWEST_POLL, pause * 1.5)
        return job

    def _results(self, batch_id: str, job: dict[str, Any], good: str, field: str | None = None, keys: dict[str, str] | None = None) -> pl.DataFrame:
        """Row by row: done, failed with a reason, or never looked at. Rows of a failed job share the job's reason; those of an aborted one may go again."""
        field = field or self.shape.one_key()
        unseen = ("rejected", job.get("errorMessage") or "the job failed") if job["state"] == "Failed" else ("pending", f"the job ended as {job['state']}")
        results = []
        for name, status, reason in (("successfulResults", good, None), ("failedResults", "rejected", "sf__Error"), ("unprocessedrecords", *unseen)):
            for row in from_csv(self.caller.call("GET", f"{JOBS}/{batch_id}/{name}", headers={"Accept": "text/csv"}).content):
                told = row.get("sf__Id") if reason is None else row.get(reason, reason)
                results.append(((keys or {}).get(row[field], row[field]), status, told))
        return pl.DataFrame(results, schema=RESULTS, orient="row").unique("key", keep="first", maintain_order=True)

    def _ids(self, keys: list[str]) -> dict[str, str]:
        """Key to record id, of the records that are there."""
        field, found = self.shape.one_key(), {}
        for start in range(0, len(keys), ASKED_AT_ONCE):
            listed = ", ".join("'" + key.replace("\\", "\\\\").replace("'", "\\'") + "'" for key in keys[start : start + ASKED_AT_ONCE])
            query = f"SELECT Id, {field} FROM {self.shape.object} WHERE {field} IN ({listed})"
            for record in self.caller.call("GET", f"services/data/{VERSION}/query", params={"q": query}).json()["records"]:
                found[record[field]] = record["Id"]
        return found

    def _job(self, batch_id: str) -> dict[str, Any]:
        return dict(self.caller.call("GET", f"{JOBS}/{batch_id}").json())

    def _abort(self, batch_id: str) -> None:
        self.caller.call("PATCH", f"{JOBS}/{batch_id}", json={"state": "Aborted"})


def connected(target: Target, shape: Shape, secrets: Secrets) -> Salesforce:
    """Logs in: with a token and `url`, or as simple-salesforce does with username, password and security_token, or consumer_key and consumer_secret."""
    shape.one_key()
    return Salesforce(caller_of(f"target {target.name}", target.url, target.secrets, target.options, secrets), shape)


def caller_of(owner: str, url: str | None, names: dict[str, str], options: dict[str, str], secrets: Secrets) -> Caller:
    """A logged-in caller of an org."""
    held = secrets.of(owner, names, required=() if "username" in names or "consumer_key" in names else ("token",))
    if "token" in held:
        if not url:
            raise UsageError(f"{owner}: a token needs url, the org's own address")
        return Caller(owner, url, lambda: {"Authorization": f"Bearer {held['token']}"})
    session, instance = _login(owner, held, options)
    sessions = [session]

    def headers() -> dict[str, str]:
        return {"Authorization": f"Bearer {sessions.pop() if sessions else _login(owner, held, options)[0]}"}

    return Caller(owner, url or f"https://{instance}", headers)


def _login(owner: str, held: dict[str, Any], options: dict[str, Any]) -> tuple[str, str]:
    from simple_salesforce.exceptions import SalesforceAuthenticationFailed
    from simple_salesforce.login import SalesforceLogin

    try:
        session, instance = SalesforceLogin(**held, **options)
    except SalesforceAuthenticationFailed as problem:
        raise TargetError(f"{owner}: Salesforce refused the login ({problem.code})") from None
    except TypeError:
        raise UsageError(f"{owner}: secrets and options are not what simple-salesforce logs in with: username, password, security_token, or consumer_key ...") from None
    except OSError:
        raise TargetError(f"{owner}: Salesforce cannot be reached to log in") from None
    return str(session), str(instance)


def write(shape: Shape, upserts: pl.DataFrame, removals: pl.DataFrame, folder: Path, batch_id: str) -> list[Path]:
    """CSV files under the upload limit and a manifest, for any loader. What a spreadsheet would run as a formula is written as text."""
    files: list[Path] = []
    rows: list[dict[str, Any]] = []
    size, key = 0, shape.one_key()

    def put(name: str, some: list[dict[str, Any]], columns: list[str], null: str) -> None:
        files.append(folder / name)
        files[-1].write_bytes(to_csv([guarded(row) for row in some], columns, null=null))

    for payload in upserts["payload"]:
        if rows and size + len(payload.encode()) > LARGEST_UPLOAD:
            put(f"upsert_{len(files) + 1:04}.csv", rows, list(shape.types), "#N/A")
            rows, size = [], 0
        rows.append(json.loads(payload))
        size += len(payload.encode())
    if rows:
        put(f"upsert_{len(files) + 1:04}.csv", rows, list(shape.types), "#N/A")
    if len(removals):
        put("remove.csv", [{key: value} for value in removals["key"]], [key], "")
    about = {
        "target": shape.target, "object": shape.object, "batch": batch_id, "externalIdFieldName": key, "lineEnding": "LF", "columnDelimiter": "COMMA", "null": "#N/A",
        "files": [f.name for f in files], "upserts": len(upserts), "removals": len(removals),
    }  # fmt: skip
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(about, indent=1) + "\n")
    return [*files, manifest]
