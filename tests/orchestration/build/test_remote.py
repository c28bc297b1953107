from __future__ import annotations

import json

import boto3
import pytest
from moto.server import ThreadedMotoServer

from orchestration.landing import Found, find, land
from tests.orchestration.build import shop as s
from warehouse.tables.registry import TABLES


@pytest.fixture
def bucket(monkeypatch):
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {"AWS_ENDPOINT": f"http://{host}:{port}", "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    client.create_bucket(Bucket="exports")
    yield client
    server.stop()


def test_exports_on_an_object_store_land_byte_for_byte_and_once(bucket, tmp_path):
    content = "".join(json.dumps(row) + "\n" for row in s.conversation(0)).encode()
    for key in ("chat/2026/a.jsonl", "chat/b.jsonl", "chat/readme.txt", "crm/c.jsonl"):
        bucket.put_object(Bucket="exports", Key=key, Body=content + key.encode())
    home = s.home_of(s.shop(tmp_path))
    found = list(find("chat", "interactions", "s3://exports/chat/**/*.jsonl"))
    assert [f.path for f in found if isinstance(f, Found)] == ["s3://exports/chat/2026/a.jsonl", "s3://exports/chat/b.jsonl"]
    landed, broken = land(home, found, TABLES["exports"].empty(), s.JANUARY)
    assert not broken and landed["bytes"].to_list() == [len(content) + 17, len(content) + 12]
    assert (home.landing / landed["export_id"][0][:2] / landed["export_id"][0]).read_bytes() == content + b"chat/2026/a.jsonl"
    again, _ = land(home, find("chat", "interactions", "s3://exports/chat/**/*.jsonl"), landed, s.MARCH)
    assert again.is_empty()
