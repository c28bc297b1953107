from pathlib import Path

from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce


def _run(folder: Path, *arguments: str):
    command, *rest = arguments
    return tellonce(command, *rest, "--home", folder / ".tellonce", "--config", folder)


def test_a_hold_outranks_an_erasure_until_it_ends(without: Path):
    assert _run(without, "hold", "ana2@example.com", "--at", "2027-01-01").code == 0
    ran = _run(without, "erase", "ana2@example.com", "--yes", "--at", "2027-01-02")
    assert ran.code == 2 and "legal hold" in ran.err
    assert _run(without, "hold", "ana2@example.com", "--end", "--at", "2027-01-02").code == 0
    ran = _run(without, "erase", "ana2@example.com", "--at", "2027-01-03")
    assert ran.code == 1 and "This will go" in ran.err and "conversations" in ran.err
    assert not (s.home_of(without).root / "build" / "erasure.json").exists()


def test_what_is_unknown_is_no_error_and_what_was_not_begun_cannot_be_resumed(without: Path):
    ran = _run(without, "erase", "nobody@example.com", "--yes")
    assert ran.code == 0 and "nothing is held" in ran.err
    assert _run(without, "erase", "--resume").code == 2
    assert _run(without, "erase").code == 2
    assert _run(without, "admit", "nobody@example.com").code == 2


def test_an_erasure_that_is_not_finished_shows_and_keeps_builds_out(without: Path):
    plan = s.home_of(without).root / "build" / "erasure.json"
    plan.write_text("{}")
    try:
        assert "erasure is not finished" in _run(without, "status").err
        ran = _run(without, "build")
        assert ran.code == 2 and "erase --resume" in ran.err
    finally:
        plan.unlink()


def test_the_audit_chain_holds_every_decision(without: Path):
    ran = tellonce("audit", "verify", "--home", without / ".tellonce", "--config", without)
    assert ran.code == 0 and "holds" in ran.out, ran.err
