from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.config import parse
from orchestration.resources import Store
from tests.orchestration.build.shop import JANUARY
from warehouse.home import Home

GOLDEN = Path(__file__).parent / "graph.json"
"""The asset graph as agreed. To change it on purpose: delete the file, run this test twice, and read the difference in review."""


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    from orchestration.definitions import build_defs

    folder = tmp_path_factory.mktemp("graph")
    return build_defs(Store(Home(folder), parse("", folder / "tellonce.toml"), JANUARY, "build"))


def test_the_graph_is_the_agreed_one(graph):
    assets = graph.resolve_asset_graph()
    found = {
        key.to_user_string(): {"group": node.group_name, "needs": sorted(k.to_user_string() for k in node.parent_keys), "checks": sorted(c.name for c in node.check_keys)}
        for key in sorted(assets.get_all_asset_keys())
        for node in [assets.get(key)]
    }
    if not GOLDEN.exists():
        GOLDEN.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
        pytest.fail("wrote a new golden file: read it, and run again")
    assert found == json.loads(GOLDEN.read_text())


def test_there_is_a_nightly_schedule_and_a_sensor_for_new_files(graph):
    assert [s.cron_schedule for s in graph.schedules if s.name == "nightly"] == ["0 2 * * *"]
    assert [s.name for s in graph.sensors] == ["new_files"]


def test_every_stage_of_a_build_is_a_group_of_the_graph(graph):
    from orchestration.resources import STAGES

    assets = graph.resolve_asset_graph()
    assert set(STAGES) <= {assets.get(key).group_name for key in assets.get_all_asset_keys()}
