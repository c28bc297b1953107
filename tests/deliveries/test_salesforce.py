import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors import TargetError, calling, open_connector, salesforce
from orchestration.connectors.csv_rows import from_csv, guarded
from orchestration.delivering import deliver
from orchestration.delivery_files import to_files
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, TARGET, config_of, ledger, publish, statuses
from tests.deliveries.serving import Api, served
from warehouse.home import Home

JOBS = "/jobs/ingest"


class Org(Api):
    """Salesforce as its documentation has it: a job is created, uploaded to once, closed, worked on, and answers by row."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, str]] = {}
        self.writes: list[str] = []
        self.jobs: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, str] = {}
        self.fails: str | None = None
        self.token = "t1"
        self.patience = 1

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        if headers["Authorization"] != f"Bearer {self.token}":
            return 401, [{"errorCode": "INVALID_SESSION_ID"}]
        if path.endswith("/query"):
            return 200, {"records": [{"Id": r["Id"], "TellOnce_Id__c": k} for k, r in self.records.items() if f"'{k}'" in query["q"]]}
        if method == "POST":
            job = json.loads(body) | {"id": f"750{len(self.jobs)}", "state": "Open", "uploads": [], "polls": 0}
            self.jobs[job["id"]] = job
            return 200, {"id": job["id"], "state": "Open"}
        name = path.rpartition("/")[2]
        job = self.jobs.get(path.split(JOBS + "/")[1].split("/")[0], {})
        if not job:
            return 404, [{"errorCode": "NOT_FOUND"}]
        if method == "PUT":
            if job["uploads"] or job["state"] != "Open":
                return 400, [{"errorCode": "INVALIDJOBSTATE"}]
            job["uploads"].append(body)
            return 201, b""
        if method == "PATCH":
            if job["state"] != "Open":
                return 400, [{"errorCode": "INVALIDJOBSTATE"}]
            job["state"] = json.loads(body)["state"]
            return 200, {"id": job["id"]}
        if name in ("successfulResults", "failedResults", "unprocessedrecords"):
            return 200, written(job["results"][name])
        job["polls"] += 1
        if job["state"] == "UploadComplete" and job["polls"] > self.patience:
            self.work(job)
        return 200, {key: job.get(key) for key in ("id", "state", "errorMessage")}

    def work(self, job: dict[str, Any]) -> None:
        rows = list(from_csv(b"".join(job["uploads"])))
        results: dict[str, list] = {"successfulResults": [], "failedResults": [], "unprocessedrecords": []}
        job |= {"state": "JobComplete", "results": results}
        if self.fails:
            job |= {"state": "Failed", "errorMessage": self.fails}
            results["unprocessedrecords"] = rows
            return
        for row in rows:
            if job["operation"] == "delete":
                key = next(k for k, r in self.records.items() if r["Id"] == row["Id"])
                del self.records[key]
                self.writes.append(f"delete {key}")
                results["successfulResults"].append({"sf__Id": row["Id"], "sf__Created": "false"} | row)
                continue
            key = row[job["externalIdFieldName"]]
            if key in self.refused:
                results["failedResults"].append({"sf__Id": "", "sf__Error": self.refused[key]} | row)
                continue
            held = self.records.setdefault(key, {"Id": f"003{len(self.records)}"})
            held |= {k: ("" if v == "#N/A" else v) for k, v in row.items() if v}
            self.writes.append(f"upsert {key}")
            results["successfulResults"].append({"sf__Id": held["Id"], "sf__Created": "true"} | row)


def written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Iterator[Org]:
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    monkeypatch.setenv("SF_TOKEN", "t1")
    with served(Org()) as api:
        yield api


def told(org: Org, folder: Path, **changes: str) -> Any:
    text = TARGET + f'url = "{org.url}"\nsecrets = {{token = "SF_TOKEN"}}\n'
    for old, new in changes.items():
        text = text.replace(old, new)
    return config_of(folder, text)


def test_rows_are_upserted_by_external_id_and_answered_row_by_row(org: Org, home: Home, tmp_path: Path):
    org.refused = {BEN: "REQUIRED_FIELD_MISSING:LastName"}
    report = deliver(home, told(org, tmp_path), "crm")
    assert report.results == {"accepted": 2, "removed": 0, "rejected": 1, "pending": 0} and report.is_partial
    assert report.rejected[0]["answer"] == "REQUIRED_FIELD_MISSING:LastName"
    assert org.records[CAM]["Channel__c"] == PROFILES[2]["contact__preferred_channel"]
    job = org.jobs["7500"]
    assert (job["operation"], job["externalIdFieldName"], job["lineEnding"]) == ("upsert", "TellOnce_Id__c", "LF")
    assert b"#N/A" in job["uploads"][0]
    assert dict(ledger(home).held().select("key", "batch_id").iter_rows())[ANA] == "7500"


@pytest.mark.parametrize(
    "trouble",
    [("POST", 503), ("POST", "lost"), ("PUT", 429), ("PUT", "unheard"), ("PUT", "lost"), ("PATCH", "lost"), ("GET .*7500$", 500), ("GET .*successful", "lost"), ("PUT", 401)],
)
def test_throttling_lost_answers_and_expired_sessions_change_nothing(trouble: tuple, org: Org, home: Home, tmp_path: Path):
    org.trouble = [trouble]
    report = deliver(home, told(org, tmp_path), "crm")
    assert report.results["accepted"] == 3 and not org.trouble
    assert sorted(org.writes) == [f"upsert {ANA}", f"upsert {BEN}", f"upsert {CAM}"]


@pytest.mark.parametrize("step", ["PUT", "PATCH", "GET .*jobs/ingest/7500$", "GET .*failed"])
def test_a_run_that_is_cut_off_goes_on_with_the_job_that_it_wrote_down(step: str, org: Org, home: Home, tmp_path: Path):
    config = told(org, tmp_path)
    org.trouble = [(step, "unheard")] * calling.ATTEMPTS
    with pytest.raises(TargetError):
        deliver(home, config, "crm")
    assert set(statuses(home).values()) == {"sent"}
    deliver(home, config, "crm")
    assert set(statuses(home).values()) == {"accepted"}
    assert sorted(org.writes) == [f"upsert {ANA}", f"upsert {BEN}", f"upsert {CAM}"]


def test_jobs_are_split_under_the_size_limit(org: Org, home: Home, tmp_path: Path):
    size = 250
    report = deliver(home, told(org, tmp_path), "crm", open_with=lambda *given: replace(open_connector(*given), most_bytes=size))
    uploads = [upload for job in org.jobs.values() for upload in job["uploads"]]
    assert report.results["accepted"] == 3 and len(uploads) > 1 and all(len(upload) <= size for upload in uploads)


def test_a_job_is_asked_for_ever_more_seldom(org: Org, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    monkeypatch.setattr(calling, "sleep", pauses.append)
    org.patience = 12
    assert deliver(home, told(org, tmp_path), "crm").results["accepted"] == 3
    assert pauses == sorted(pauses) and pauses[0] == salesforce.FIRST_POLL and pauses[-1] == salesforce.SLOWEST_POLL


def test_a_job_that_fails_whole_tells_its_reason_on_every_row(org: Org, home: Home, tmp_path: Path):
    org.fails = "InvalidBatch : Field name not found : Channel__c"
    report = deliver(home, told(org, tmp_path), "crm")
    assert report.results["rejected"] == 3 and report.rejected[0]["answer"] == org.fails
    org.fails = None
    assert deliver(home, told(org, tmp_path), "crm").results["accepted"] == 3


def test_a_removal_empties_our_fields_of_a_contact_and_makes_none(org: Org, home: Home, tmp_path: Path):
    org.refused = {BEN: "DUPLICATE_VALUE"}
    deliver(home, told(org, tmp_path), "crm")
    publish(home, PROFILES[2:])
    report = deliver(home, told(org, tmp_path), "crm", yes=True)
    assert report.results["removed"] == 2
    assert org.records[ANA]["Email"] == "" and set(org.records) == {ANA, CAM}


def test_a_removal_deletes_a_record_of_an_object_of_ones_own(org: Org, home: Home, tmp_path: Path):
    config = told(org, tmp_path, Contact="Profile__c")
    deliver(home, config, "crm")
    publish(home, PROFILES[1:])
    assert deliver(home, config, "crm").results["removed"] == 1
    assert set(org.records) == {BEN, CAM}


def test_an_expired_session_logs_in_anew_with_simple_salesforce(org: Org, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tokens = iter(["t0", "t1"])
    monkeypatch.setattr("simple_salesforce.login.SalesforceLogin", lambda **given: (next(tokens), "unused"))
    monkeypatch.setenv("SF_USER", "u")
    config = config_of(tmp_path, TARGET + f'url = "{org.url}"\nsecrets = {{username = "SF_USER", password = "SF_TOKEN"}}\n')
    assert deliver(home, config, "crm").results["accepted"] == 3


def test_a_target_that_stays_away_ends_in_one_line_without_secret_or_row(org: Org, home: Home, tmp_path: Path):
    org.trouble = [("POST", 503)] * calling.ATTEMPTS
    with pytest.raises(TargetError) as stopped:
        deliver(home, told(org, tmp_path), "crm")
    assert str(stopped.value).startswith("target crm answered 503") and "t1" not in str(stopped.value)


@pytest.mark.parametrize(("status", "says"), [(403, "its secrets are refused"), (404, "does not know the object"), (500, "run it again")])
def test_what_an_answer_means_is_said(status: int, says: str, org: Org, home: Home, tmp_path: Path):
    org.trouble = [("POST", status)] * calling.ATTEMPTS
    with pytest.raises(TargetError, match=f"target crm answered {status}: .*{says}"):
        deliver(home, told(org, tmp_path), "crm")


def test_credentials_go_to_no_other_host(org: Org):
    caller = calling.Caller("target crm", org.url, lambda: {"Authorization": "Bearer t1"})
    with pytest.raises(TargetError, match="another host"):
        caller.call("GET", "https://elsewhere.example.com/next")
    with pytest.raises(Exception, match="https"):
        calling.Caller("target crm", "http://crm.example.com", dict)


def test_files_only(home: Home, tmp_path: Path):
    _, files = to_files(home, config_of(tmp_path, TARGET), "crm", tmp_path / "out")
    rows = {row["TellOnce_Id__c"]: row for row in from_csv(files[0].read_bytes())}
    assert rows[BEN]["Channel__c"] == "#N/A" and rows[CAM]["Channel__c"] == PROFILES[2]["contact__preferred_channel"]
    assert json.loads(files[-1].read_text())["upserts"] == 3


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3+cmd|'/C calc'!A0", "'-2+3+cmd|'/C calc'!A0"), ("+14155550100", "+14155550100"), ("a=b", "a=b")]
)
def test_a_spreadsheet_runs_no_text(text: str, safe: str):
    assert guarded({"a": text, "b": 1}) == {"a": safe, "b": 1}
