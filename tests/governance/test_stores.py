"""Two stores that hold the same people under the same ids: whoever may ask one of them learns nothing of the other, and writes nothing into it.

What belongs here: crossing from one to the other. What does not: spellings of names and paths (tests/test_security.py, tests/service/test_tenants.py).
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import httpx
import pytest

from tests.orchestration.cli.running import tellonce
from tests.service.conftest import NOW, Running, put, store
from tests.test_security import OUTSIDE
from warehouse.home import Home

ANA, CUSTOMER = "email:ana@example.com", "c-ana"


class Two(NamedTuple):
    """Ours, and the other of which every byte must stay as it is."""

    ours: Home
    other: Home
    client: httpx.Client


def _bytes(home: Home) -> dict[str, str]:
    files = (path for path in home.root.rglob("*") if path.is_file())
    return {str(path.relative_to(home.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    stores = {name: store(name, tmp_path / name) for name in ("ours", "other")}
    for name, each in stores.items():
        put(each.home, f"build-{name}")
        with duckdb.connect(str(each.home.published)) as database:
            database.execute("create schema marts; create table marts.fct_audit as select ? as store", [name])
    keys = {name: each.keys.add("tests", NOW) for name, each in stores.items()}
    before = _bytes(stores["other"].home)
    with Running(stores, rate=0) as url, httpx.Client(base_url=url, headers={"Authorization": f"Bearer {keys['ours']}"}, trust_env=False) as client:
        yield Two(stores["ours"].home, stores["other"].home, client)
    assert _bytes(stores["other"].home) == before


@pytest.mark.parametrize("identity", [ANA, CUSTOMER])
def test_a_key_gets_answers_of_its_own_store_whoever_has_the_same_id_in_the_other(identity: str, two: Two):
    for more in ({}, {"store": "other"}, {"home": "/other"}):
        answer = two.client.post("/v1/recall", json={"identity": identity, "query": "seat"} | more, headers={"X-Store": "other"})
        assert answer.status_code == 422 if more else answer.json()["meta"]["buildId"] == "build-ours"
    for path in ("/Observations", "/Traits", "/Identifiers", ""):
        assert two.client.get(f"/v1/Stores/other/Profiles/{identity}{path}").status_code == 404


def test_nothing_is_written_into_the_other_store(two: Two):
    bodies: dict[str, dict[str, Any]] = {
        f"/v1/Stores/other/Profiles/{CUSTOMER}/Observations": {"observations": [{"content": "x"}]},
        f"/v1/Stores/other/Profiles/{CUSTOMER}/Traits": {"traits": {"contact": {"email": "x@example.com"}}},
        "/v1/Stores/other/Profiles": {"traits": {"contact": {"email": "x@example.com"}}},
        "/v1/Stores/other/Profiles/Lookup": {"idType": "email", "value": "ana@example.com"},
    }
    for path, body in bodies.items():
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert two.client.request(method, path, json=body).status_code in (404, 405)
    assert two.client.post("/v1/correct", json={"identity": ANA, "attribute": "language", "value": "en"}).status_code == 202
    assert len(list((two.ours.root / "inbox" / "decisions").iterdir())) == 1 and not (two.other.root / "inbox").exists()


@pytest.mark.parametrize("sql", [each for each in OUTSIDE if "{other}" in each])
def test_sql_over_one_store_cannot_read_the_other(sql: str, two: Two):
    where = ("--home", two.ours.root)
    assert json.loads(tellonce("sql", "select store from marts.fct_audit", "--json", *where).out) == [{"store": "ours"}]
    ran = tellonce("sql", sql.format(other=two.other.root), *where)
    assert ran.code == 2 and ran.err.strip().count("\n") == 0 and not ran.out


def test_a_batch_is_answered_from_one_store_whatever_its_lines_name(two: Two, tmp_path: Path):
    named = [ANA, f"external_id:{CUSTOMER}", f"external_id:{two.other.root}/snapshots", "external_id:../other", "external_id:..%2Fother", f"other:{ANA}"]
    batch, out = tmp_path / "batch.jsonl", tmp_path / "out.jsonl"
    batch.write_text("".join(json.dumps({"qid": str(n), "identity": each, "query": "seat"}) + "\n" for n, each in enumerate(named)))
    ran = tellonce("recall", "--batch", batch, "--out", out, "--home", two.ours.root)
    assert ran.code == 0, ran.err
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert {answer["meta"]["buildId"] for answer in answers} == {"build-ours"}
    assert [answer["qid"] for answer in answers if answer["customer_id"]] == ["0"]
