from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestration import trying
from orchestration.config import load
from orchestration.decisions import Decision, decide
from orchestration.governance import states
from orchestration.governance.retention import Terms, due
from orchestration.registries import registry_of
from orchestration.resources import Silent
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from warehouse.governance.needles import Needles
from warehouse.governance.scan import Scanner
from warehouse.lake import Lake

LATER = datetime(2026, 12, 28)
TERMS = '\n[retention]\nlanding = "30d"\ninteractions = "90d"\nsources = {crm = "2y"}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop where one of three people is under a legal hold; nothing is too old yet."""
    folder = s.shop(tmp_path_factory.mktemp("kept"))
    for person in range(3):
        s.put(folder, f"chat/{person}.jsonl", s.conversation(person))
    s.put(folder, "chat/new.jsonl", [s.message(0, 20, "customer", "I live in Hull, by the sea.", occurred_at="2026-12-20T10:00:00Z", conversation_id="new")])
    s.put(folder, "crm/a.jsonl", [s.record(person, "Leeds") for person in range(3)])
    s.build(folder, datetime(2026, 12, 21), select="links")
    home = s.home_of(folder)
    decide(home, Lake(str(home.lake)), Decision("hold", identity_a="email:ana1@example.com"), who="li", at=datetime(2026, 12, 22))
    with (folder / "tellonce.toml").open("a") as file:
        file.write(TERMS)
    return folder


def _due(folder: Path, at: datetime) -> dict[str, int]:
    home, config = s.home_of(folder), load(folder / "tellonce.toml")
    return {name: len(rows) for name, rows in due(Lake(str(home.lake)), home, Terms(config, registry_of(config), at)).items()}


def test_what_is_too_old_goes_by_its_own_figure_and_a_hold_outranks_it(folder: Path):
    assert _due(folder, LATER) == {"interactions": 10}
    assert _due(folder, datetime(2027, 2, 1)) == {"interactions": 10, "landing": 3}
    assert _due(folder, datetime(2029, 1, 1)) == {"interactions": 11, "landing": 3, "records": 2, "observations": 4}


def test_a_dry_run_shows_and_leaves(folder: Path):
    ran = tellonce("retention", "--dry-run", "--json", "--at", "2026-12-28", "--home", folder / ".tellonce", "--config", folder)
    assert ran.code == 0 and '"interactions": 10' in ran.out, ran.err
    assert _due(folder, LATER) == {"interactions": 10} and "legal holds stand on 1 customer(s)" in ran.err


def test_a_build_takes_it_out_and_says_so(folder: Path):
    s.build(folder, datetime(2027, 2, 1))
    assert {c for (c,) in s.rows(folder, "select distinct conversation_id from marts.fct_interactions")} == {"c1", "new"}
    ((reason,),) = s.rows(folder, "select distinct status_reason from marts.fct_builds where status = 'published'")
    assert reason == "retention took out 10 interactions, 3 landing"
    home = s.home_of(folder)
    assert b"ana2@example.com" not in b"".join(p.read_bytes() for p in home.landing.rglob("*") if p.is_file() and b"conversation_id" in p.read_bytes())
    assert _due(folder, datetime(2027, 2, 1)) == {}
    assert s.rows(folder, "select sum(rows_aged_out) from marts.fct_builds") == [(10,)]
    kept = b"".join(p.read_bytes() for place in ("lake", "snapshots", "cache") for p in (home.root / place).rglob("*") if p.is_file())
    assert b"A-10021" in kept and b"A-10020" not in kept and b"A-10022" not in kept


def test_a_customer_in_a_state_for_too_long_goes_whole_and_a_hold_outranks_it(folder: Path):
    home, lake = s.home_of(folder), Lake(str(s.home_of(folder).lake))
    hers = [c for (c,) in s.rows(folder, "select customer_id from marts.dim_identities where value = 'ana2@example.com' and known_to is null")]
    quiet = {"inactive": timedelta(days=300)}
    assert states.due(lake, home, quiet, datetime(2026, 11, 1)) == {}
    gone = states.due(lake, home, quiet, datetime(2027, 2, 1))
    assert gone["records"]["record_id"].to_list() == ["r2"], "r0 has written since, r1 is under a hold"
    assert {row["identity"] for row in lake.read("observations").join(gone["observations"], on="observation_id").to_dicts()} == {"email:ana2@example.com"}
    lives = {"location.city=leeds": timedelta(days=30)}
    assert states.due(lake, home, lives, datetime(2026, 2, 1)) == {} and len(hers) == 1
    assert sorted(states.due(lake, home, lives, datetime(2027, 2, 1))["records"]["record_id"]) == ["r2"]


def _found(folder: Path, text: str) -> set[str]:
    """Top-level names in the home under which a text lies, compressed or not."""
    return {finding.path.partition("/")[0] for finding in Scanner(s.home_of(folder), Needles((text,), (), {})).run().findings}


def test_a_build_takes_out_a_customer_in_a_state_for_too_long(folder: Path):
    """Whoever lives in Hull goes after a month; said as text, that is only in one message, which is not too old in itself."""
    s.build(folder, datetime(2027, 2, 1))
    assert {"lake", "warehouse.duckdb", "snapshots"} <= _found(folder, "I live in Hull, by the sea.")
    with (folder / "tellonce.toml").open("a") as file:
        file.write('states = {"location.city=hull" = "30d"}\n')
    s.build(folder, datetime(2027, 2, 20))
    assert _found(folder, "I live in Hull, by the sea.") == set()
    assert s.rows(folder, "select distinct conversation_id from marts.fct_interactions") == [("c1",)]
    taken = "select status_reason, sum(rows_aged_out) from marts.fct_builds where clock_at = timestamp '2027-02-20' group by 1"
    assert s.rows(folder, taken) == [("retention took out 1 interactions, 1 records", 2)]


def kinds(lake: Lake) -> set[str]:
    return set(lake.read("shadow_observations")["kind"])


def test_what_a_candidate_draws_is_kept_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = s.shop(tmp_path)
    toml = folder / "tellonce.toml"
    toml.write_text(toml.read_text().replace("[extractor]\n", '[extractor]\ncandidate = ["grammar", "records"]\n') + '\n[retention]\nkinds = {commitment = "30d"}\n')
    s.put(folder, "chat/a.jsonl", s.conversation(0))
    s.build(folder, s.JANUARY, select="observations")
    home, lake = s.home_of(folder), Lake(str(s.home_of(folder).lake))
    home.published.touch()
    monkeypatch.setattr(trying, "show_shadow", lambda *_: None)
    trying.run_try(load(toml), home, Silent(), at=s.JANUARY)
    assert {"commitment", "attribute"} <= kinds(lake)
    home.published.unlink()
    s.build(folder, s.MARCH, select="observations")
    assert "commitment" not in kinds(lake) and "attribute" in kinds(lake)
    assert not any(b"the refund" in p.read_bytes() for p in (home.lake / "shadow_observations").rglob("*") if p.is_file())
    home.published.touch()
    trying.run_try(load(toml), home, Silent(), at=s.MARCH, full=True)
    assert "commitment" not in kinds(lake)
