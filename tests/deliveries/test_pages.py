"""Each target's page, followed to the letter: its settings are put into a tellonce.toml, its commands are run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import fakesnow
import polars as pl
import pytest

import orchestration.connectors
from orchestration.connectors import calling
from tests.deliveries.conftest import ANA, BEN, PROFILES, publish
from tests.deliveries.serving import served
from tests.deliveries.test_salesforce import Org
from tests.deliveries.test_segment import Cdp
from tests.deliveries.test_zendesk import Desk
from tests.orchestration.cli.running import tellonce
from warehouse.home import Home

PAGES = Path(orchestration.connectors.__file__).parent
SERVERS = {"salesforce": Org, "segment": Cdp, "zendesk": Desk}


def settings(page: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", (PAGES / f"{page}.md").read_text(), re.DOTALL)


@contextmanager
def system(name: str) -> Iterator[str]:
    """A local one; what it is called is its address."""
    if name == "snowflake":
        with fakesnow.patch():
            yield ""
    else:
        with served(SERVERS[name]()) as api:
            yield api.url


@pytest.fixture
def profiles(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The columns that pages name, and secrets under the names that they give them."""
    people = [p | {"person__surname": "Lopez", "person__name": "A Lopez", "account__plan": None} for p in PROFILES]
    promises = [{"commitment_id": "k1", "customer_id": ANA, "statement": "a call back", "due_at": None, "promised_at": datetime(2026, 3, 1)}]
    whole = pl.DataFrame(people, schema_overrides={"account__plan": pl.String}).with_columns(pl.col("last_seen_at").cast(pl.Datetime("us")))
    publish(home, PROFILES, dim_profiles=whole, fct_commitments=pl.DataFrame(promises, schema_overrides={"due_at": pl.Datetime("us")}))
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    monkeypatch.setattr("simple_salesforce.login.SalesforceLogin", lambda **given: ("t1", "unused"))
    for name in re.findall(r'"([A-Z]+_[A-Z_]+)"', "".join((PAGES / f"{page}.md").read_text() for page in ("snowflake", *SERVERS))):
        monkeypatch.setenv(name, "key")
    return home


@pytest.mark.parametrize("page", ["snowflake", *SERVERS])
def test_the_page_works_as_it_stands(page: str, profiles: Home, tmp_path: Path):
    deliver, back = settings(page)
    with system(page) as url:
        text = re.sub(r'url *= "[^"]*"', f'url = "{url}"', deliver) if "url " in deliver else deliver.replace("[[targets]]", f'[[targets]]\nurl = "{url}"')
        (tmp_path / "tellonce.toml").write_text(text + back)
        where = ("--home", profiles.root, "--config", tmp_path)
        for command in re.findall(r"^tellonce (deliver .*?|status)(?: +#.*)?$", (PAGES / f"{page}.md").read_text(), re.MULTILINE):
            ran = tellonce(*command.split(), *where)
            assert ran.code == 0, ran.err
        assert " 3 " in ran.out and BEN[:5] not in ran.out
        if page == "segment":
            assert tellonce("deliver", "promises", *where).code == 0


@pytest.mark.parametrize("page", ["snowflake", *SERVERS])
def test_what_the_page_says_that_it_says_is_said(page: str, profiles: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    said = re.search(r"`not in the environment: (\w+)`", (PAGES / f"{page}.md").read_text())
    assert said
    monkeypatch.delenv(said[1])
    (tmp_path / "tellonce.toml").write_text(settings(page)[0])
    name = re.search(r'name +=? *"(\w+)"', settings(page)[0])
    assert name
    ran = tellonce("deliver", name[1], "--home", profiles.root, "--config", tmp_path)
    assert ran.code == 2 and said[0].strip("`") in ran.err and len(ran.err.splitlines()) == 1
