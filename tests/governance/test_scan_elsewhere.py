from datetime import datetime
from pathlib import Path

import boto3
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from warehouse.governance.needles import Needles
from warehouse.governance.scan import Scanner
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

ADDRESS = "filomena.quartermain@example.com"


@pytest.fixture
def lake():
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s").create_bucket(Bucket="lake")
    options = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "us-east-1"}
    yield Lake("s3://lake/store", options | {"aws_s3_allow_unsafe_rename": "true"})
    server.stop()


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
