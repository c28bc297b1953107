import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import zipfile
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from orchestration.governance.refusals import in_force
from tests.governance.conftest import ADDRESS, PERSON, Erased
from tests.orchestration.build import shop as s
from warehouse.governance import audit, places
from warehouse.governance.scan import Scanner
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.recall.shelf import history
from warehouse.tables.registry import TABLES


def test_the_warehouse_is_the_one_that_never_had_the_person(erased: Erased, without: Path):
    expected, found = s.marts(without), s.marts(erased.folder)
    assert set(expected) == set(found)
    for table in expected:
        assert found[table] == expected[table], table


def test_what_a_candidate_drew_of_the_person_is_gone_and_of_others_stays(erased: Erased):
    held = Lake(str(s.home_of(erased.folder).lake)).read("shadow_observations")
    assert not set(held["observation_id"]) & set(erased.plan.observations) and f"email:{ADDRESS}" not in set(held["identity"])
    shown = {identity for (identity,) in s.rows(erased.folder, "select distinct identity from shadow.fct_observations")}
    assert shown == set(held["identity"]) >= {"email:ana0@example.com", "email:ana7@example.com"}


def test_others_keep_what_they_said(erased: Erased):
    kept = s.rows(erased.folder, "select count(*) from marts.fct_interactions where conversation_id = 'shared'")
    assert kept == [(1,)]
    assert s.rows(erased.folder, "select count(*) from marts.dim_profiles") == [(7,)]


def test_the_receipt_says_what_went_and_holds_nothing_personal(erased: Erased):
    assert erased.receipt.removed["interactions"] == 10 and erased.receipt.removed["records"] == 1
    assert erased.receipt.removed["recall_log"] == 1 and erased.receipt.scan["found"] == 0
    ((status, text),) = s.rows(erased.folder, "select status, cast(e as varchar) from marts.fct_erasures as e")
    assert status == "done" and ADDRESS not in text and "Filomena" not in text


def test_the_audit_chain_tells_of_it_and_holds(erased: Erased):
    home = s.home_of(erased.folder)
    lake = Lake(str(home.lake))
    assert audit.verify(home, lake) == []
    assert {"erase", "erased"} <= set(lake.read("audit")["action"])


def test_the_persons_recalls_are_gone_and_others_are_in_the_ledger(erased: Erased):
    recalled = {customer for (customer,) in s.rows(erased.folder, "select customer_id from marts.fct_recalls")}
    assert len(recalled) == 7 and not recalled & set(erased.plan.customers)


def test_one_snapshot_is_left(erased: Erased):
    home = s.home_of(erased.folder)
    assert len(history(home)) == 1 and len([p for p in home.snapshots.iterdir() if p.is_dir()]) == 1


def _scan(erased: Erased) -> set[str]:
    home = s.home_of(erased.folder)
    return {finding.kind for finding in Scanner(home, erased.plan.needles).run().findings}


def test_the_scan_looks_for_names_numbers_sentences_and_vectors(erased: Erased):
    wanted = erased.plan.needles
    assert ADDRESS in wanted.strong and any("Quartermain" in text for text in wanted.strong) and any("0133" in text for text in wanted.strong)
    assert wanted.vectors and "Sorry, email me instead." in wanted.counted
    assert _scan(erased) == set()


def _line(path: Path, erased: Erased) -> None:
    path.write_text(f"2026 error: no such user {ADDRESS.upper()}\n")


def _packed(path: Path, erased: Erased) -> None:
    path.write_bytes(gzip.compress(b"x" * 5000 + ADDRESS.encode()))


def _statistic(path: Path, erased: Erased) -> None:
    pl.DataFrame({"name": ["Zoe", ADDRESS]}).write_parquet(path, statistics=True)


def _dictionary(path: Path, erased: Erased) -> None:
    pl.DataFrame({"name": [f"{n} Filomena Quartermain" for n in range(50)]}).write_parquet(path, statistics=False, compression="zstd")


def _word(path: Path, erased: Erased) -> None:
    pl.DataFrame({"name": ["Zoe", erased.plan.needles.weak[0].upper()]}).write_ipc(path)


def _deleted_row(path: Path, erased: Erased) -> None:
    with duckdb.connect(str(path)) as database:
        database.execute("create table t as select ? as v, range as n from range(100)", [ADDRESS])
        database.execute("checkpoint")


def _sqlite(path: Path, erased: Erased) -> None:
    with sqlite3.connect(path) as database:
        database.execute("create table t (v text)")
        database.execute("insert into t values (?)", [f"step failed for {ADDRESS}"])


def _vector(path: Path, erased: Erased) -> None:
    mine = np.frombuffer(bytes.fromhex(erased.plan.needles.vectors[0]), dtype=np.float16)
    with path.open("wb") as file:
        np.save(file, np.stack([np.zeros_like(mine), mine]))


def _escaped(path: Path, erased: Erased) -> None:
    path.write_text(json.dumps({"message": next(text for text in erased.plan.needles.strong if "Quartermain" in text)}))


def _pickled(path: Path, erased: Erased) -> None:
    path.write_bytes(pickle.dumps({"user": [ADDRESS]}))


def _nested(path: Path, erased: Erased) -> None:
    frame = io.BytesIO()
    pl.DataFrame({"name": [f"{n} Filomena Quartermain" for n in range(50)]}).write_parquet(frame, statistics=False, compression="zstd")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner.gz", gzip.compress(frame.getvalue()))


def _xz(path: Path, erased: Erased) -> None:
    path.write_bytes(lzma.compress(b"x" * 5000 + ADDRESS.encode()))


def _bzip(path: Path, erased: Erased) -> None:
    path.write_bytes(bz2.compress(b"x" * 5000 + ADDRESS.encode()))


def _zstd(path: Path, erased: Erased) -> None:
    with pa.CompressedOutputStream(str(path), "zstd") as out:
        out.write(b"x" * 5000 + ADDRESS.encode())


PLANTS = (_pickled, _nested, _xz, _bzip, _zstd, _line, _packed, _statistic, _dictionary, _deleted_row, _sqlite, _vector, _escaped)


def test_a_leak_anywhere_is_found(erased: Erased):
    root = s.home_of(erased.folder).root
    planted = {f"{place}stray{plant.__name__}": plant for plant in PLANTS for place in ("", "build/dbt/logs/", "dagster/")} | {"stray.arrow": _word, f"{ADDRESS}.log": _line}
    try:
        for name, plant in planted.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            plant(root / name, erased)
        found = {finding.path: finding.kind for finding in Scanner(s.home_of(erased.folder), erased.plan.needles).run().findings}
        assert set(found) == {*planted, "(a file whose name may not be told)"} - {f"{ADDRESS}.log"}
        assert found["stray.arrow"] == "word" and found["stray_vector"] == "vector"
    finally:
        for name in planted:
            (root / name).unlink(missing_ok=True)


def test_what_sources_still_hold_of_the_person_is_refused_and_counted(erased: Erased):
    before = s.marts(erased.folder)
    s.put(erased.folder, "chat/again.jsonl", [s.message(PERSON, 30, "customer", "It is me again."), s.message(PERSON, 31, "agent", "Hello?")])
    s.build(erased.folder, s.JUNE)
    assert s.rows(erased.folder, "select sum(rows_refused) from marts.fct_builds where source = 'chat'") == [(2,)]
    assert {t: len(r) for t, r in s.marts(erased.folder).items()} == {t: len(r) for t, r in before.items()}
    assert _scan(erased) == set()


def test_refusals_are_digests(erased: Erased):
    assert all(len(digest) == 32 and set(digest) <= set("0123456789abcdef") for digest in in_force(Lake(str(s.home_of(erased.folder).lake))))


def test_erasure_knows_every_table():
    assert set(places.TABLES) == set(TABLES)


def test_erasure_knows_every_path_of_a_home(erased: Erased):
    declared = {name for name, value in vars(Home).items() if isinstance(value, property)} | {"key"}
    assert declared <= set(places.PATHS)
    home = s.home_of(erased.folder)
    known = {home.published.name, "build", *places.PATHS}
    assert {path.name for path in home.root.iterdir()} <= known
    assert {path.name for path in (home.root / "build").iterdir()} <= {home.database.name, "dbt", "state.json", "lock", "last.json"}
