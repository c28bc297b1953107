import json
import zipfile
from pathlib import Path

from tests.governance.conftest import ADDRESS, Erased
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from warehouse.lake import Lake


def _access(folder: Path, identity: str, out: Path):
    return tellonce("access", identity, "--out", out, "--home", folder / ".tellonce", "--config", folder)


def test_access_holds_everything_of_one_person_and_nothing_of_others(without: Path, tmp_path: Path):
    ran = _access(without, "ana1@example.com", tmp_path / "ana.zip")
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(tmp_path / "ana.zip") as packed:
        held, page = json.loads(packed.read("person.json")), packed.read("person.html").decode()
    assert {row["identity"] for row in held["identities"]} >= {"email:ana1@example.com"}
    assert {row["conversation_id"] for row in held["interactions"]} == {"c1", "shared"}
    assert held["records"][0]["attributes"]["person.surname"] == "Lopez" and held["sources"] and held["stays"] and held["beliefs"]
    assert "ana1@example.com" in page and "ana2@example.com" not in page + json.dumps(held)
    assert (tmp_path / "ana.zip").stat().st_mode & 0o077 == 0
    assert Lake(str(s.home_of(without).lake)).read("audit").sort("sequence")["action"].to_list()[-1] == "access"


def test_access_holds_what_a_candidate_drew(erased: Erased, tmp_path: Path):
    assert _access(erased.folder, "ana7@example.com", tmp_path / "ana.zip").code == 0
    with zipfile.ZipFile(tmp_path / "ana.zip") as packed:
        held = json.loads(packed.read("person.json"))["candidate_observations"]
    assert {row["conversation_id"] for row in held} == {"c7"} and "A-10027" in {row["quote"] for row in held}


def test_access_to_an_erased_person_holds_nothing(erased: Erased, tmp_path: Path):
    ran = _access(erased.folder, ADDRESS, tmp_path / "none.zip")
    assert ran.code == 0 and not (tmp_path / "none.zip").exists() and "nothing is held" in ran.err
