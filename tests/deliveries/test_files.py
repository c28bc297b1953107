"""Targets that a team loads by itself, from files."""

import json
from pathlib import Path

import polars as pl
import pytest

from orchestration.delivering import deliver
from orchestration.delivery_files import loaded, to_files
from orchestration.failures import TellOnceError, UsageError
from orchestration.governance import removal
from orchestration.journal import erasure_state
from orchestration.standing import targets
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, TARGET, Memory, config_of, ledger, publish, statuses
from tests.governance.plans import a_plan
from tests.orchestration.cli.running import tellonce
from warehouse.home import Home
from warehouse.lake import Lake


def removed(folder: Path) -> list[str]:
    path = folder / "remove.csv"
    return path.read_text().split()[1:] if path.exists() else []


def test_files_tell_of_who_is_gone_until_they_were_loaded(home: Home, tmp_path: Path):
    config = config_of(tmp_path)
    to_files(home, config, "crm", tmp_path / "1")
    publish(home, PROFILES[1:])
    to_files(home, config, "crm", tmp_path / "2")
    to_files(home, config, "crm", tmp_path / "3")
    assert [removed(tmp_path / name) for name in "123"] == [[], [ANA], [ANA]]
    assert statuses(home) == {ANA: "sent", BEN: "sent", CAM: "sent"}
    assert loaded(home, config, "crm", tmp_path / "3") == {"accepted": 2, "removed": 1}
    assert statuses(home) == {ANA: "removed", BEN: "accepted", CAM: "accepted"}
    assert targets(Lake(str(home.lake)))[0]["last_success"] is not None
    to_files(home, config, "crm", tmp_path / "4")
    assert not removed(tmp_path / "4") and statuses(home)[BEN] == "accepted"


def test_loading_an_older_set_says_nothing_of_what_was_written_since(home: Home, tmp_path: Path):
    config = config_of(tmp_path)
    to_files(home, config, "crm", tmp_path / "1")
    publish(home, [PROFILES[0] | {"contact__preferred_channel": "email"}, *PROFILES[1:]])
    to_files(home, config, "crm", tmp_path / "2")
    assert loaded(home, config, "crm", tmp_path / "1") == {"accepted": 2, "removed": 0}
    assert statuses(home) == {ANA: "sent", BEN: "accepted", CAM: "accepted"}


def test_what_was_written_is_known_when_it_comes_back_and_once(home: Home, tmp_path: Path):
    config = config_of(tmp_path)
    for name in "12":
        to_files(home, config, "crm", tmp_path / name)
    history = Lake(str(home.lake)).read("delivered")
    assert sorted(history["customer_id"]) == [ANA, BEN, CAM]
    assert history["digests"].str.contains(home.key.digest("delivered", "ana@example.com")[:16]).sum() == 1


def test_an_erased_person_is_in_the_files_as_a_removal_and_nowhere_once_they_were_loaded(home: Home, tmp_path: Path):
    config = config_of(tmp_path)
    to_files(home, config, "crm", tmp_path / "1")
    removal._take_back(home, Lake(str(home.lake)), a_plan(PROFILES[1]["last_seen_at"], customers=[ANA]))
    erasure_state(home).unlink()
    publish(home, PROFILES[1:])
    to_files(home, config, "crm", tmp_path / "2")
    assert removed(tmp_path / "2") == [ANA]
    loaded(home, config, "crm", tmp_path / "2")
    assert ANA not in statuses(home)


def test_more_removals_than_allowed_write_no_files(home: Home, tmp_path: Path):
    config = config_of(tmp_path)
    to_files(home, config, "crm", tmp_path / "1")
    publish(home, PROFILES[:1])
    with pytest.raises(TellOnceError, match="2 of 3 rows would be removed"):
        to_files(home, config, "crm", tmp_path / "2")
    assert not (tmp_path / "2").exists()
    to_files(home, config, "crm", tmp_path / "2", yes=True)
    assert removed(tmp_path / "2") == [BEN, CAM]


def test_a_target_that_is_told_directly_after_all_gets_every_row(home: Home, tmp_path: Path):
    target, config = Memory(), config_of(tmp_path)
    to_files(home, config, "crm", tmp_path / "1")
    deliver(home, config, "crm", open_with=target)
    assert set(target.rows) == {ANA, BEN, CAM} and set(statuses(home).values()) == {"accepted"}
    to_files(home, config, "crm", tmp_path / "2")
    assert set(statuses(home).values()) == {"accepted"} and len(pl.read_csv(tmp_path / "2" / "upsert_0001.csv")) == 3


@pytest.mark.parametrize(("text", "says"), [(None, "holds no manifest.json"), ("{}", "holds no manifest.json"), ('{"target": "dwh", "batch": "files-2026-01-01"}', "files for target dwh")])
def test_a_folder_of_other_files_is_refused(text: str | None, says: str, home: Home, tmp_path: Path):
    if text:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match=says):
        loaded(home, config_of(tmp_path), "crm", tmp_path)


def test_the_commands(home: Home, tmp_path: Path):
    (tmp_path / "tellonce.toml").write_text(TARGET)
    where = ("--home", home.root, "--config", tmp_path)
    assert tellonce("deliver", "crm", "--to", tmp_path / "out", *where).code == 0
    ran = tellonce("deliver", "crm", "--loaded", tmp_path / "out", *where)
    assert (ran.code, ran.out) == (0, "crm: 3 accepted\n")
    assert json.loads(tellonce("deliver", "crm", "--loaded", tmp_path / "out", "--json", *where).out)["results"] == {"accepted": 0, "removed": 0}
    assert tellonce("deliver", "crm", "--loaded", tmp_path / "out", "--dry-run", *where).code == 2
    assert ledger(home).held()["batch_id"].str.starts_with("files-").all()
