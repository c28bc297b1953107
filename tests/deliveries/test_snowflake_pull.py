from datetime import datetime
from pathlib import Path

import fakesnow
import pytest
import snowflake.connector

from orchestration import pulling
from orchestration.config.models import Config
from orchestration.connectors import TargetError, snowflake_pull
from orchestration.failures import UsageError
from orchestration.pulling import found_pulled, pull, pull_all
from orchestration.secrets import Secrets
from tests.deliveries.conftest import config_of
from tests.deliveries.test_pulling import lines
from transforms.formats import SourceSettings
from transforms.interactions import read_export
from warehouse.home import Home

SOURCE = """
[[sources]]
name = "people"
[sources.pull]
system = "snowflake"
table = "CRM.PUBLIC2.PEOPLE"
key = "id"
updated_at = "changed_at"
identifiers = {email = "EMAIL", phone = "PHONE"}
options = {account = "a", user = "u", database = "CRM", schema = "PUBLIC2"}
secrets = {password = "SNOWFLAKE_PASSWORD"}
"""


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "hunter2")
    with fakesnow.patch(), snowflake.connector.connect(database="CRM", schema="PUBLIC2") as connection:
        run = connection.cursor().execute
        run("create table PEOPLE (ID number(38, 0), EMAIL varchar, PHONE varchar, TIER varchar, SPENT number(10, 2), VIP boolean, CHANGED_AT timestamp_ntz)")
        run("insert into PEOPLE select 1, 'ana@example.com', null, 'gold', 12.50, true, '2026-01-01 10:00:00'::timestamp_ntz")
        run("insert into PEOPLE select 2, 'zoë@例え.jp', '+14155550100', null, 3, false, '2026-01-02 10:00:00.123456'::timestamp_ntz")
        run("insert into PEOPLE select 3, 'cam@example.com', null, 'silver', null, null, '2026-01-02 10:00:00.123456'::timestamp_ntz")
        yield run


def config(folder: Path, text: str = SOURCE) -> Config:
    return config_of(folder, text)


def test_rows_are_records(people, tmp_path: Path):
    home = Home(tmp_path / "home")
    source = config(tmp_path).sources[0]
    told = lines(pull(source, home, Secrets()))
    assert told[0] == {
        "record_id": "1", "updated_at": "2026-01-01T10:00:00+00:00", "identifiers": [{"type": "email", "value": "ana@example.com"}],
        "attributes": {"email": "ana@example.com", "tier": "gold", "spent": 12.5, "vip": True},
    }  # fmt: skip
    assert told[1]["updated_at"] == "2026-01-02T10:00:00.123456+00:00" and told[1]["attributes"]["spent"] == 3 and "tier" not in told[1]["attributes"]
    (found,) = found_pulled(home, source)
    with Path(found.path).open("rb") as stream:
        read = read_export(stream, found.format, found.path, SourceSettings("people"), "e", datetime(2026, 3, 1), home.key)
    assert (len(read.records), len(read.quarantine)) == (3, 0)


def test_only_what_changed_comes_again_and_by_the_names_that_are_given(people, tmp_path: Path):
    home = Home(tmp_path / "home")
    source = config(tmp_path, SOURCE + 'attributes = {"account.plan" = "tier"}\n').sources[0]
    assert [r["attributes"] for r in lines(pull(source, home, Secrets()))] == [{"account.plan": "gold"}, {}, {"account.plan": "silver"}]
    people("update PEOPLE set TIER = 'silver', CHANGED_AT = '2026-01-03 10:00:00'::timestamp_ntz where ID = 1")
    again = lines(pull(source, home, Secrets()))
    assert [r["record_id"] for r in again] == ["2", "3", "1"] and again[2]["attributes"] == {"account.plan": "silver"}


def test_a_pull_that_is_cut_off_goes_on_after_the_last_row_it_kept(people, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(snowflake_pull, "AT_ONCE", 2)
    home, source = Home(tmp_path / "home"), config(tmp_path).sources[0]
    with monkeypatch.context() as patch:
        keep = pulling._Inbox.keep

        def dying(self: pulling._Inbox, *given: object) -> None:
            keep(self, *given)
            raise KeyboardInterrupt

        patch.setattr(pulling._Inbox, "keep", dying)
        with pytest.raises(KeyboardInterrupt):
            pull(source, home, Secrets())
    assert [r["record_id"] for r in lines(pull(source, home, Secrets()))] == ["1", "2", "3"]


def test_a_query_will_do(people, tmp_path: Path):
    text = SOURCE.replace('table = "CRM.PUBLIC2.PEOPLE"', "query = \"select ID, EMAIL, PHONE, CHANGED_AT from PEOPLE where TIER = 'gold'\"")
    assert [r["record_id"] for r in lines(pull(config(tmp_path, text).sources[0], Home(tmp_path / "home"), Secrets()))] == ["1"]


@pytest.mark.parametrize(
    ("change", "says"),
    [(('updated_at = "changed_at"', ""), "snowflake needs updated_at"), (('key = "id"', 'key = "id"\nquery = "select 1"'), "give one"), (('"snowflake"', '"zendesk"'), "are for snowflake")],
)
def test_a_configuration_that_lacks_something(change: tuple[str, str], says: str, tmp_path: Path):
    with pytest.raises(UsageError, match=says):
        config(tmp_path, SOURCE.replace(*change))


def test_a_column_or_a_table_that_is_not_there_is_said_and_stops_no_build(people, tmp_path: Path):
    with pytest.raises(UsageError, match="source people: pull: no column 'EMIAL', one of ID, EMAIL"):
        pull(config(tmp_path, SOURCE.replace('email = "EMAIL"', 'email = "EMIAL"')).sources[0], Home(tmp_path / "home"), Secrets())
    with pytest.raises(TargetError, match="source people: Snowflake refused"):
        pull(config(tmp_path, SOURCE.replace("PEOPLE", "NOBODY")).sources[0], Home(tmp_path / "home"), Secrets())
    notes: list[str] = []
    pull_all(config(tmp_path, SOURCE.replace("PEOPLE", "NOBODY")), Home(tmp_path / "home"), notes.append)
    assert len(notes) == 1 and "hunter2" not in notes[0]
