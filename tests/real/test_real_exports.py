from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.build import run_build
from orchestration.config import load
from orchestration.publication import connect
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.encoder import load as encoder
from warehouse.recall.snapshot import open_current

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"


@pytest.mark.parametrize("name", ["star", "multidogo_dev", "tau", "vendor_samples"])
def test_rows_add_up_and_recall_answers_for_customers(name, tmp_path):
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not beside the checkout, in ../shared/data")
    home = Home(tmp_path / "home")
    report = run_build(load(HERE / f"{name}.toml"), home)
    assert report.status == "published"
    for row in report.sources:
        assert row["rows_read"] == row["rows_landed"] + row["rows_known"] + row["rows_quarantined"] + row["rows_refused"] > 0, row["source"]
    with connect(home.published, read_only=True) as database:
        read = sum(row["rows_landed"] for row in report.sources)
        messages = database.execute("select count(*), count(customer_id) from marts.fct_interactions").fetchone()
        assert messages[0] == messages[1] <= read
        asked = database.execute("select identity from marts.dim_identities where known_to is null and customer_id in (select customer_id from marts.fct_memories) order by identity limit 20").fetchall()
    assert asked
    snapshot, words = open_current(home), encoder("wordllama")
    answers = [recall(snapshot, identity, "what did they want, and how can they be reached?", Options(token_budget=200), encoder=words) for (identity,) in asked]
    assert all(answer["customer_id"] for answer in answers)
    assert all(answer["meta"]["tokensUsed"] <= 200 for answer in answers)
    assert any(answer["observations"] or answer["profile"] for answer in answers), json.dumps([a["meta"] for a in answers])
