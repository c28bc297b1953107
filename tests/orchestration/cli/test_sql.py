import json
from pathlib import Path

import pytest

from tests.orchestration.cli.running import tellonce


def test_json_is_one_array_with_times_in_utc(home: Path):
    ran = tellonce("sql", "select valid_from, known_to, value, observation_ids from fct_profile_history order by all limit 1", "--json", "--home", home)
    assert json.loads(ran.out) == [{"valid_from": "2026-03-01T12:00:00Z", "known_to": "2026-03-10T12:00:00Z", "value": "Leeds", "observation_ids": '["o1"]'}]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("select 1 as a, 2 as a", [{"a": 1, "a_2": 2}]),
        ("select 'inf'::double as a, 1.5::decimal(4, 2) as b, 7::hugeint as c", [{"a": None, "b": 1.5, "c": 7}]),
        ("select timestamptz '2026-03-01 12:00:00+02' as a, date '2026-03-01' as b, [1, null] as c, {'x': 'y'} as d", [
            {"a": "2026-03-01T10:00:00Z", "b": "2026-03-01", "c": [1, None], "d": {"x": "y"}}
        ]),
        ("select '…😀\"' as a", [{"a": "…😀\""}]),
        ("select 1 as a where false", []),
        ("from marts.dim_identities select count(*) as n", [{"n": 3}]),
    ],
)  # fmt: skip
def test_values_as_json_knows_them(query: str, rows: list, home: Path):
    assert json.loads(tellonce("sql", query, "--json", "--home", home).out) == rows


@pytest.mark.parametrize(
    "query",
    [
        "delete from marts.fct_builds",
        "create table t (a int)",
        "create temp table t as select 1",
        "drop table marts.fct_builds",
        "copy (select 1) to '/tmp/out.csv'",
        "attach '/tmp/x.db'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "install httpfs",
        "load json",
        "pragma enable_profiling",
        "call pragma_version()",
        "export database '/tmp/out'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "select 1; delete from marts.fct_builds",
        "select * from absent",
        "selec 1",
        "",
    ],
)
def test_writes_files_settings_and_nonsense_are_refused_in_one_line(query: str, home: Path):
    ran = tellonce("sql", query, "--home", home)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1 and ran.err.startswith("tellonce: ")


def test_a_table_for_people_has_no_control_characters(home: Path):
    ran = tellonce("sql", r"select 'a' || chr(27) || '[31m' || chr(10) || 'b' as text, 12 as n", "--home", home)
    assert ran.code == 0 and "\x1b" not in ran.out and "a [31m b" in ran.out


def test_two_readers_at_once(home: Path):
    from orchestration.query import connect
    from warehouse.home import Home

    with connect(Home(home)):
        assert tellonce("sql", "select 1", "--home", home).code == 0


def test_the_prompt_takes_queries_over_lines_and_goes_on_after_an_error(home: Path, monkeypatch: pytest.MonkeyPatch):
    typed = iter(["select 41", "  + 1 as n;", "selec;", "select 'last' as word;"])

    def line(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", line)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    ran = tellonce("sql", "--home", home)
    assert ran.code == 0 and "42" in ran.out and "last" in ran.out and "syntax error" in ran.err
