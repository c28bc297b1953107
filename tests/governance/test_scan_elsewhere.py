import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import boto3
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from orchestration import running
from orchestration.config import load
from orchestration.governance import erase
from tests.governance import worlds
from tests.orchestration.build import shop as s
from warehouse.governance.needles import Needles
from warehouse.governance.scan import Scanner
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

ADDRESS = "filomena.quartermain@example.com"


SECRETS = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}


@pytest.fixture
def options() -> Iterator[dict[str, str]]:
    """How a bucket `lake` is reached."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s").create_bucket(Bucket="lake")
    yield {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1", "aws_s3_allow_unsafe_rename": "true"}
    server.stop()


@pytest.fixture
def lake(options: dict[str, str], tmp_path: Path) -> Lake:
    return Lake(f"s3://lake/{tmp_path.name}", options | SECRETS)


def decisions(*why: str) -> pl.DataFrame:
    rows = [{"decision_id": f"d{len(text)}", "decision": "link", "why": text, "who": "li", "decided_at": datetime(2026, 3, 1)} for text in why]
    return pl.DataFrame(rows, schema=TABLES["decisions"].empty().schema)


def test_a_lake_on_an_object_store_is_read_byte_for_byte_and_its_former_versions_too(lake: Lake, tmp_path: Path):
    def found() -> set[str]:
        return {finding.path.split("/")[0] for finding in Scanner(Home(tmp_path), Needles((ADDRESS,), (), {}), lake=lake).run().findings}

    lake.append("decisions", decisions("a"))
    lake.append("decisions", decisions(f"{ADDRESS} said so"))
    assert found() == {"decisions"}
    lake.overwrite("decisions", decisions("a"))
    assert found() == {"decisions"}, "a former version still holds it"
    lake.recreate("decisions", decisions("a"))
    assert found() == set() and lake.read("decisions").height == 1


def test_a_person_goes_from_a_lake_on_an_object_store_its_log_and_statistics_too(lake: Lake, options: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "materialise", worlds.plainly)
    monkeypatch.setattr(erase, "show_ledgers", lambda *_: None)
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"TEST_{name}", value)
    given, secrets = (", ".join(f"{name} = {json.dumps(value)}" for name, value in each.items()) for each in (options, {name: f"TEST_{name}" for name in SECRETS}))
    folder = s.shop(tmp_path, settings=f'{s.SETTINGS}[lake]\nuri = "{lake.uri}"\noptions = {{{given}}}\nsecrets = {{{secrets}}}\n')
    hers = [s.message(1, turn, "customer", "I live in Truro.", conversation_id="+442079460018", message_id=f"+442079460018-{turn}") for turn in range(2)]
    s.put(folder, "chat/a.jsonl", [*s.conversation(0), *hers])
    s.build(folder, s.JANUARY, select="links")
    config, home = load(folder / "tellonce.toml"), s.home_of(folder)
    plan = erase.begin(config, home, ["email:ana1@example.com"], who="li", at=s.MARCH)
    assert plan is not None and not home.lake.exists()
    receipt = erase.run(config, home, plan)
    assert receipt.scan["found"] == 0 and receipt.kept == {} and lake.read("interactions")["conversation_id"].unique().to_list() == ["c0"]
    traces = Needles(("ana1@example.com", "+442079460018", "I live in Truro."), (), {})
    assert Scanner(home, traces, lake=lake).run().findings == ()


def test_a_word_that_a_model_knows_is_no_trace_of_a_person_and_an_address_in_its_folder_is(tmp_path: Path) -> None:
    vocabulary = tmp_path / "encoders" / "minilm-0" / "tokenizer.json"
    vocabulary.parent.mkdir(parents=True)
    vocabulary.write_text('{"whitlock": 7}')
    look = Scanner(Home(tmp_path), Needles((ADDRESS,), ("whitlock",), {}))
    assert look.run().findings == ()
    vocabulary.with_name("stray.log").write_text(f"encoded for {ADDRESS}")
    assert [finding.path for finding in look.run().findings] == ["encoders/minilm-0/stray.log"]
