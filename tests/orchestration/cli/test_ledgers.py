import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from orchestration.cli import decisions
from tests.orchestration.cli.conftest import DAY, build_row
from tests.orchestration.cli.running import tellonce
from tests.service.conftest import put
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES


@pytest.fixture
def store(tmp_path: Path) -> Path:
    lake = Lake(str(tmp_path / "lake"))
    lake.append("builds", pl.DataFrame([build_row("1a2b", DAY[9])], schema=TABLES["builds"].empty().schema))
    return tmp_path


def test_status_tells_builds_and_snapshot(home: Path):
    found = json.loads(tellonce("status", "--json", "--home", home).out)
    assert [b["build_id"] for b in found["builds"]] == ["1c3d", "1a2b"]
    assert found["snapshot"]["build_id"] == "1c3d" and found["snapshot"]["encoder"] == "wordllama"
    assert "1c3d" in tellonce("status", "--home", home).out


@pytest.mark.parametrize(("manifest", "says"), [('{"schema_version": 1}', "has schema 1"), ("{", "cannot be read"), (None, "cannot be read")])
def test_status_tells_of_a_snapshot_that_it_cannot_read_and_of_all_else(manifest: str | None, says: str, home: Path, tmp_path: Path):
    store = shutil.copytree(home, tmp_path / "store")
    (path,) = (store / "snapshots").glob("*/manifest.json")
    path.write_text(manifest) if manifest else path.unlink()
    ran = tellonce("status", "--home", store)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1) and says in ran.err and "tellonce build" in ran.err
    assert "1a2b" in ran.out and "Builds" in ran.out
    assert says in json.loads(tellonce("status", "--json", "--home", store).out)["snapshot"]["problem"]


def test_status_lists_the_registry_with_ones_own_attributes(tmp_path: Path):
    (tmp_path / "tellonce.toml").write_text("[[attributes]]\nname = 'shipping.carrier'\nvalues = ['ups']\n")
    rows = json.loads(tellonce("status", "--attributes", "--json", "--config", tmp_path, "--home", tmp_path).out)
    by_name = {row["attribute"]: row for row in rows}
    assert by_name["shipping.carrier"]["is_builtin"] == "no" and by_name["contact.preferred_channel"]["is_builtin"] == "yes"


def test_diff_tells_changes_by_cause(home: Path):
    found = json.loads(tellonce("diff", "1c3d", "1a", "--json", "--home", home).out)
    assert found["began"] == [
        {"cause": "first", "beliefs": 1, "customers": 1, "attributes": 1},
        {"cause": "update", "beliefs": 1, "customers": 1, "attributes": 1},
    ]
    assert found["ended"] == [
        {"cause": "correction", "beliefs": 1, "customers": 1, "attributes": 1},
        {"cause": "merge", "beliefs": 1, "customers": 1, "attributes": 1},
    ]
    assert found["counts"]["interactions"] == {"from": 3, "to": 4}
    shown = tellonce("diff", "1a2b", "1c3d", "--home", home).out
    assert re.search(r"began +update", shown) and re.search(r"ended +merge", shown)


@pytest.mark.parametrize(("build", "says"), [("9", "no build 9"), ("1", "more than one build 1")])
def test_diff_of_a_build_that_is_not_one(build: str, says: str, home: Path):
    ran = tellonce("diff", "1a2b", build, "--home", home)
    assert ran.code == 2 and says in ran.err


def test_a_decision_is_written_down_once_with_who_when_and_why(store: Path):
    for _ in range(2):
        ran = tellonce("link", "phone:+14155550100", "EMAIL:Ana@Example.com", "--why", "she said so", "--who", "li", "--at", "2026-03-11", "--home", store)
        assert ran.code == 0, ran.err
    (row,) = Lake(str(store / "lake")).read("decisions").to_dicts()
    assert (row["decision"], row["identity_a"], row["identity_b"], row["who"], row["why"]) == (
        "link",
        "email:ana@example.com",
        "phone:+14155550100",
        "li",
        "she said so",
    )
    assert row["decided_at"].isoformat() == "2026-03-11T00:00:00"


def test_a_decision_earlier_than_the_last_build_is_refused_and_an_equal_one_is_fine(store: Path):
    arguments = ["unlink", "email:a@example.com", "email:b@example.com", "--home", store, "--at"]
    early = tellonce(*arguments, "2026-03-10T11:59:59Z")
    assert early.code == 2 and "is earlier than the last build or decision (2026-03-10T12:00:00Z)" in early.err
    assert tellonce(*arguments, "2026-03-10T12:00:00Z").code == 0


def test_a_decision_is_not_earlier_than_a_build_that_was_killed(store: Path):
    from orchestration import journal
    from warehouse.home import Home

    journal.begin(Home(store), Lake(str(store / "lake")), DAY[19], full=False)
    ran = tellonce("link", "email:a@example.com", "email:b@example.com", "--at", "2026-03-15", "--home", store)
    assert ran.code == 2 and "is earlier than" in ran.err


def test_a_correction_takes_an_attribute_by_any_of_its_names_and_its_value_in_one_spelling(store: Path):
    assert tellonce("correct", "email:a@example.com", "person.full_name", "Ana  Diaz", "--home", store).code == 0
    (row,) = Lake(str(store / "lake")).read("decisions").to_dicts()
    assert (row["decision"], row["attribute"], row["value"], row["why"]) == ("correct", "person.name", "Ana Diaz", None)
    unknown = tellonce("correct", "email:a@example.com", "shoe.size", "44", "--home", store)
    assert unknown.code == 2 and "no attribute 'shoe.size'" in unknown.err


def test_an_observation_that_is_not_there_cannot_be_retracted(store: Path):
    ran = tellonce("retract", "nope", "--home", store)
    assert ran.code == 2 and "no observation nope" in ran.err


def test_rollback_without_a_snapshot_before_says_so(home: Path):
    ran = tellonce("rollback", "--home", home)
    assert ran.code == 2 and "no snapshot before" in ran.err


def test_a_rollback_is_an_act_in_the_audit_chain(tmp_path: Path):
    home = Home(tmp_path)
    first, second = (put(home, f"b{number}", marker=f"m{number}") for number in (1, 2))
    ran = tellonce("rollback", "--home", tmp_path, "--json")
    assert ran.code == 0 and json.loads(ran.out)["snapshot_id"] == first != second, ran.err
    ((action, subject, actor),) = Lake(str(home.lake)).read("audit").select("action", "subject", "actor").iter_rows()
    assert (action, subject) == ("rollback", first) and actor
    assert tellonce("audit", "verify", "--home", tmp_path).code == 0


def test_all_decisions_take_why_who_and_at():
    for command in (decisions.link, decisions.unlink, decisions.retract, decisions.correct):
        assert {"why", "who", "at"} <= {p.name for p in command.params}
