from __future__ import annotations

import re
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest
import yaml

from orchestration.dbt import PROJECT, profile_columns
from warehouse.tables.marts import MARTS
from warehouse.tables.words import STATUSES

MODELS = sorted((PROJECT / "models").rglob("*.sql"))
TYPES = {"string": dy.String, "bigint": dy.Int64, "double": dy.Float64, "boolean": dy.Bool, "timestamp": dy.Datetime}
SEED = pl.read_csv(PROJECT / "seeds" / "attributes.csv", infer_schema=False)


def described(sql: Path) -> dict:
    return next(m for m in yaml.safe_load(sql.with_suffix(".yml").read_text())["models"] if m["name"] == sql.stem)


@pytest.mark.parametrize("name", MARTS)
def test_contract_and_schema_agree_both_ways(name: str) -> None:
    columns = described(PROJECT / "models" / "marts" / f"{name}.sql")["columns"]
    if name == "dim_profiles":
        columns = [c for c in columns if "config" not in c]
    schema = MARTS[name].columns()
    assert [c["name"] for c in columns] == list(schema)
    for column in columns:
        expected = schema[column["name"]]
        assert TYPES[column["data_type"]] is type(expected), column["name"]
        assert column["description"] == expected.metadata["about"]
        assert ({"type": "not_null"} in column.get("constraints", [])) == (not expected.nullable), column["name"]


def test_every_mart_has_a_schema_and_every_schema_a_mart() -> None:
    assert {p.stem for p in (PROJECT / "models" / "marts").glob("*.sql")} == set(MARTS)


def test_profiles_have_a_column_for_each_attribute_of_the_seed() -> None:
    assert (PROJECT / "models" / "marts" / "dim_profiles.yml").read_text() == profile_columns(SEED)


@pytest.mark.parametrize("sql", MODELS, ids=lambda p: p.stem)
def test_a_model_is_described_portable_and_keeps_to_its_layer(sql: Path) -> None:
    text = sql.read_text()
    model = described(sql)
    assert model["description"]
    assert all(c["description"] for c in model["columns"])
    if sql.parent.name != "staging":
        assert "source(" not in text
    assert not re.search(r"\b(qualify|recursive|now\(|current_timestamp|list_|unnest\(|::)", text)
    assert text == text.lower() or "'" in text
    assert len(text.splitlines()) <= 130


def test_the_seed_is_a_sound_registry() -> None:
    assert SEED["attribute"].is_unique().all()
    assert set(SEED["policy"]) <= {"latest", "authority_then_latest", "most_confident", "accumulate"}
    assert set(SEED.filter(pl.col("cardinality") == "many")["policy"]) == {"accumulate"}
    assert SEED["description"].null_count() == 0


def test_statuses_in_the_contract_are_those_of_the_vocabulary() -> None:
    model = described(PROJECT / "models" / "marts" / "fct_observations.sql")
    status = next(c for c in model["columns"] if c["name"] == "status")
    assert next(t["accepted_values"]["arguments"]["values"] for t in status["data_tests"] if "accepted_values" in t) == list(STATUSES)
