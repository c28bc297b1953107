"""Salesforce: objects by Bulk API 2.0 query, deleted records among them. What belongs here: the life of a query job. What does not: what is in its CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from orchestration import clock
from orchestration.config.sources import Pull
from orchestration.connectors import TargetError, calling
from orchestration.connectors.calling import Caller, CallError
from orchestration.connectors.salesforce import FIRST_POLL, LONGEST_JOB, SLOWEST_POLL, VERSION, caller_of
from orchestration.pulling import Cursor, Page
from orchestration.secrets import Secrets

DATA = f"services/data/{VERSION}"
OBJECTS = ["Contact"]
AT_ONCE = 50_000
STAMP = "SystemModstamp"
_COMPOUND = ("address", "location", "base64")


class SalesforcePuller:
    """Some objects of one org."""

    def __init__(self, caller: Caller, objects: list[str], since: str | None) -> None:
        self._caller, self.objects, self._since, self._owner = caller, objects, since, caller.owner

    def pages(self, name: str, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Pages of a query's results. The job's id is in the cursor, so that a killed run goes on with its results."""
        since, begun = cursor.get("since") or self._since, cursor.get("begun") or clock.text(now)
        job, locator = cursor.get("job"), cursor.get("locator")
        if job is None:
            job = self._ask(name, since)
            yield Page([], {"since": since, "begun": begun, "job": job}, False)
        if not self._is_done(job):
            yield Page([], {"since": since}, False)
            raise TargetError(f"{self._owner}: Salesforce could not answer the query on {name}: look at job {job}, then run it again")
        while True:
            given: dict[str, Any] = {"maxRecords": AT_ONCE} | ({"locator": locator} if locator else {})
            answer = self._caller.call("GET", f"{DATA}/jobs/query/{job}/results", params=given, headers={"Accept": "text/csv"})
            locator = answer.headers.get("Sforce-Locator")
            is_last = locator in (None, "", "null")
            has_rows = answer.content.count(b"\n") > 1
            yield Page(answer.content if has_rows else [], {"since": begun} if is_last else {"since": since, "begun": begun, "job": job, "locator": locator}, is_last)
            if is_last:
                return

    def close(self) -> None:
        """Closes connections."""
        self._caller.close()

    def _ask(self, name: str, since: str | None) -> str:
        described = self._caller.call("GET", f"{DATA}/sobjects/{name}/describe").json()["fields"]
        fields = ", ".join(f["name"] for f in described if f["type"] not in _COMPOUND)
        # From the moment at which the last query was begun: what changed while it ran is told twice, and recognised when it lands.
        where = f" WHERE {STAMP} >= {clock.text(clock.parse(since))}" if since else ""
        return str(self._caller.call("POST", f"{DATA}/jobs/query", json={"operation": "queryAll", "query": f"SELECT {fields} FROM {name}{where}"}).json()["id"])

    def _is_done(self, job: str) -> bool:
        waited, pause = 0.0, FIRST_POLL
        while waited <= LONGEST_JOB:
            try:
                state = self._caller.call("GET", f"{DATA}/jobs/query/{job}").json()["state"]
            except CallError as problem:
                if problem.status == 404:
                    return False
                raise
            if state in ("JobComplete", "Failed", "Aborted"):
                return bool(state == "JobComplete")
            calling.sleep(pause)
            waited, pause = waited + pause, min(SLOWEST_POLL, pause * 1.5)
        raise TargetError(f"{self._owner}: query job {job} takes very long: run it again later, and it goes on waiting")


def puller(owner: str, pull: Pull, secrets: Secrets) -> SalesforcePuller:
    """Needs secrets as a target does; `objects` are Contact by default."""
    return SalesforcePuller(caller_of(owner, pull.url, pull.secrets, {}, secrets), pull.objects or OBJECTS, pull.since)
