from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration.connectors import calling
from orchestration.defs import deliveries
from tests.deliveries.conftest import config_of
from tests.deliveries.serving import served
from tests.deliveries.test_segment import IDENTIFY, Cdp
from warehouse.home import Home


def test_targets_are_assets_with_a_job_of_their_own(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    monkeypatch.setenv("SEGMENT_KEY", "key")
    with served(Cdp()) as cdp:
        config = config_of(tmp_path, IDENTIFY.replace('"cdp"', '"cdp.eu"') + f'url = "{cdp.url}"\n')
        graph = deliveries.definitions(SimpleNamespace(config=config, home=home))
        result = graph.resolve_job_def("deliver").execute_in_process()
    assert result.success and len(cdp.messages) == 3
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.asset_key.path == ["deliveries", "cdp_eu"]
    shown = event.materialization.metadata
    assert [shown[name].value for name in ("up_to_date", "pending", "rejected")] == [3, 0, 0] and str(shown["last_success"].value).startswith("20")
    (check,) = result.get_asset_check_evaluations()
    assert check.passed


def test_a_store_without_targets_has_none(home: Home, tmp_path: Path):
    assert not list(deliveries.definitions(SimpleNamespace(config=config_of(tmp_path, ""), home=home)).assets or [])
