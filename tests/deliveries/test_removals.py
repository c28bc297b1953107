"""What leaves a target, by each cause and at each target: a customer merged away, one who was erased, one who takes consent back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fakesnow
import pytest

from orchestration.connectors import calling
from orchestration.delivering import deliver
from orchestration.governance import removal
from orchestration.journal import erasure_state
from tests.deliveries import test_salesforce, test_segment, test_snowflake, test_zendesk
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, TARGET, config_of, publish, statuses
from tests.deliveries.serving import served
from tests.governance.plans import a_plan
from warehouse.home import Home
from warehouse.lake import Lake

SERVED: dict[str, tuple[Any, str, Callable[[Any], set[str]]]] = {
    "salesforce": (test_salesforce.Org, TARGET + 'secrets = {token = "SF_TOKEN"}\n', lambda api: {key for key, row in api.records.items() if row["Email"]}),
    "segment": (test_segment.Cdp, test_segment.IDENTIFY, lambda api: {user for user, traits in said(api).items() if any(traits.values())}),
    "zendesk": (test_zendesk.Desk, test_zendesk.RECORDS, lambda api: set(api.held)),
}


def said(api: Any) -> dict[str, dict[str, Any]]:
    return {message["userId"]: message["traits"] for message in api.messages.values()}


@contextmanager
def system(name: str) -> Iterator[tuple[str, Callable[[], set[str]]]]:
    """The settings of a target, and whom it holds."""
    if name == "snowflake":
        with fakesnow.patch():
            yield test_snowflake.TARGET, lambda: {row[0] for row in test_snowflake.held()}
    else:
        server, text, holds = SERVED[name]
        with served(server()) as api:
            yield text.replace("max_removals = 0.5", "max_removals = 1") + f'url = "{api.url}"\n', lambda: holds(api)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    for name, value in {"SF_TOKEN": "t1", "SEGMENT_KEY": "key", "ZD_EMAIL": "a@example.com", "ZD_TOKEN": "t", "SNOWFLAKE_PASSWORD": "x"}.items():
        monkeypatch.setenv(name, value)


def merged(home: Home) -> None:
    """The next build knows Ben as Ana."""
    publish(home, [PROFILES[0], PROFILES[2] | {"consent__marketing": "yes"}])


def erased(home: Home) -> None:
    removal._take_back(home, Lake(str(home.lake)), a_plan(PROFILES[1]["last_seen_at"], customers=[BEN]))
    erasure_state(home).unlink()
    merged(home)


def unwilling(home: Home) -> None:
    publish(home, [PROFILES[0], PROFILES[1] | {"consent__marketing": "no"}, PROFILES[2] | {"consent__marketing": "yes"}])


@pytest.mark.parametrize("name", ["snowflake", *SERVED])
@pytest.mark.parametrize("happens", [merged, erased, unwilling])
def test_who_is_gone_is_removed(happens: Callable[[Home], None], name: str, home: Home, tmp_path: Path):
    publish(home, [*PROFILES[:2], PROFILES[2] | {"consent__marketing": "yes"}])
    with system(name) as (text, holds):
        config = config_of(tmp_path, text + 'consent = "consent.marketing"\n')
        (target,) = config.targets
        deliver(home, config, target.name)
        assert holds() == {ANA, BEN, CAM}
        happens(home)
        assert deliver(home, config, target.name).results["removed"] == 1
        assert holds() == {ANA, CAM}
        assert statuses(home, target.name, target.object).get(BEN) == (None if happens is erased else "removed")
        assert deliver(home, config, target.name).results["removed"] == 0
