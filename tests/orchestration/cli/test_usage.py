import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.cli import COMMANDS
from tests.orchestration.cli.running import tellonce

HEAVY = ("dagster", "dagster_dbt", "dbt", "great_expectations", "sentence_transformers", "torch", "sklearn")
CHECKED = f"""
import sys
from orchestration.cli import main
code = main(sys.argv[1:])
found = sorted(set({HEAVY!r}) & set(sys.modules))
if code or found:
    sys.exit(f"exit {{code}}, imported {{found}}")
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        *([command.name, "--help"] for command in COMMANDS),
        ["recall", "email:ana@example.com", "which seat?", "--json"],
        ["profile", "email:ana@example.com"],
        ["sql", "select 1"],
        ["handoff", "email:ana@example.com"],
    ],
    ids=" ".join,
)
def test_quick_commands_import_nothing_that_only_a_build_needs(arguments: list[str], home: Path):
    given = arguments if "--help" in arguments else [*arguments, "--home", str(home)]
    ran = subprocess.run([sys.executable, "-c", CHECKED, *given], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr


LEAVES = [leaf for command in COMMANDS for leaf in (getattr(command, "commands", {}).values() if command.name == "audit" else [command])]
"""A group that does nothing by itself leaves the options to its commands."""


@pytest.mark.parametrize("command", LEAVES, ids=lambda c: c.name)
def test_every_command_takes_home_and_config(command):
    assert {"--home", "--config"} <= {o for p in command.params for o in p.opts}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["recal"], "No such command 'recal'"),
        (["sql", "--jsn"], "No such option"),
        (["recall"], "recall needs an IDENTITY and a QUERY"),
        (["recall", "email:a@example.com", "q", "--as-of", "yesterday"], "is no time, as 2026-03-01"),
        (["recall", "email:a@example.com", "q", "--kinds", "hope"], "'hope' is no kind, one of"),
        (["recall", "email:a@example.com", "q", "--token-budget", "-1"], "--token-budget"),
        (["recall", "--batch", "x.jsonl"], "needs --out"),
        (["profile", "somebody"], "an identity is written type:value"),
        (["profile", "email:a@example.com"], "nothing is published"),
        (["status"], "there is no store in"),
        (["build"], "no tellonce.toml in"),
        (["build", "--config", "absent.toml"], "there is no such file"),
        (["rollback"], "there is no store in"),
        (["link", "email:a@example.com", "EMAIL: A@Example.com"], "both are the same identity"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_usage_is_one_line_and_exit_2(arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELLONCE_HOME", raising=False)
    ran = tellonce(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err and ran.err.count("\n") == 1


def test_an_unknown_stage_is_refused_by_name(tmp_path: Path):
    (tmp_path / "tellonce.toml").write_text("")
    ran = tellonce("build", "--select", "marts", "--config", tmp_path / "tellonce.toml", "--home", tmp_path / "home")
    assert ran.code == 2 and "no such stage, one of exports, interactions" in ran.err


def test_the_help_of_build_names_the_stages_there_are():
    from importlib import import_module

    from orchestration.resources import STAGES

    assert tuple(import_module("orchestration.cli.build").STAGES.replace(" or ", ", ").split(", ")) == STAGES


def test_an_unexpected_error_is_one_line_that_tells_nothing_of_the_data(monkeypatch: pytest.MonkeyPatch, home: Path):
    def broken(*_: object) -> None:
        raise RuntimeError("row of ana@example.com\nis odd")

    monkeypatch.setattr("orchestration.query.connect", broken)
    ran = tellonce("sql", "select 1", "--home", home)
    assert (ran.code, ran.err) == (1, "tellonce: stopped by RuntimeError; TELLONCE_DEBUG=1 shows where\n")


def test_a_full_disk_is_one_line(monkeypatch: pytest.MonkeyPatch, home: Path):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("orchestration.query.connect", full)
    ran = tellonce("sql", "select 1", "--home", home)
    assert ran.code == 1 and ran.err.startswith("tellonce: the disk is full") and ran.err.count("\n") == 1


def test_init_writes_a_configuration_that_is_read_and_leaves_one_alone(tmp_path: Path):
    from orchestration import config

    assert tellonce("init", tmp_path / "new").code == 0
    assert config.load(tmp_path / "new" / "tellonce.toml").sources == []
    again = tellonce("init", tmp_path / "new")
    assert again.code == 2 and "is there already" in again.err


def test_the_home_comes_from_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELLONCE_HOME", str(home))
    assert tellonce("sql", "select 1 as one", "--json").out == '[\n{"one": 1}\n]\n'
