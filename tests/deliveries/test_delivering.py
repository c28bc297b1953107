import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration import delivering, delivery_ledger, journal
from orchestration.delivering import MovedError, deliver
from orchestration.delivery_plans import keep, kept, plan, target_of
from orchestration.failures import TellOnceError, UsageError
from orchestration.governance import removal
from orchestration.journal import erasure_state
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, TARGET, Memory, config_of, ledger, publish, statuses
from tests.governance.plans import a_plan
from transforms.deliveries import MOST_ATTEMPTS
from warehouse.home import Home
from warehouse.lake import Lake


def without(customer: str) -> list[dict]:
    return [p for p in PROFILES if p["customer_id"] != customer]


def test_only_what_changed_goes(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path), Memory()
    first = deliver(home, config, "crm", open_with=target)
    assert first.counts["inserts"] == 3 and first.results["accepted"] == 3 and not first.is_partial
    assert json.loads(target.rows[BEN]) == {"Channel__c": None, "Email": "ben@example.com", "TellOnce_Id__c": BEN}
    assert deliver(home, config, "salesforce", open_with=target).counts["unchanged"] == 3
    publish(home, [*without(ANA), PROFILES[0] | {"contact__preferred_channel": "email"}])
    again = deliver(home, config, "crm", open_with=target)
    assert (again.counts["updates"], again.counts["inserts"], again.counts["unchanged"]) == (1, 0, 2)
    assert target.effects[3:] == [("upsert", ANA)]


def test_a_customer_who_is_gone_is_removed_and_nothing_of_theirs_stays_in_the_ledger(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path), Memory()
    deliver(home, config, "crm", open_with=target)
    publish(home, without(BEN))
    assert deliver(home, config, "crm", open_with=target).results["removed"] == 1
    assert BEN not in target.rows
    (row,) = ledger(home).held().filter(pl.col("status") == "removed").to_dicts()
    assert row["payload"] is None and row["answer"] is None
    assert not any("ben@example.com" in str(pl.read_parquet(path).to_dicts()) for path in home.lake.rglob("deliveries/*.parquet"))
    publish(home, PROFILES)
    assert deliver(home, config, "crm", open_with=target).counts["inserts"] == 1


@pytest.mark.parametrize("step", ["begin", "send", "answer"])
def test_a_run_that_dies_loses_and_repeats_nothing(step: str, home: Home, tmp_path: Path):
    config, target = config_of(tmp_path), Memory()
    target.dies_at = step
    with pytest.raises(KeyboardInterrupt):
        deliver(home, config, "crm", open_with=target)
    assert set(statuses(home).values()) <= {"pending", "sent"} and len(statuses(home)) == 3
    deliver(home, config, "crm", open_with=target)
    assert sorted(target.effects) == [("upsert", ANA), ("upsert", BEN), ("upsert", CAM)]
    assert set(statuses(home).values()) == {"accepted"}


@pytest.mark.parametrize("moment", range(1, 11))
def test_a_run_that_dies_while_it_writes_down_what_it_does_loses_and_repeats_nothing(moment: int, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config, target, left = config_of(tmp_path), Memory(), [moment]
    monkeypatch.setattr(delivery_ledger, "MOST_WRITES", 2)
    with monkeypatch.context() as patch:
        write = Lake._write

        def dying(*given: Any, **options: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            write(*given, **options)

        patch.setattr(Lake, "_write", dying)
        with contextlib.suppress(KeyboardInterrupt):
            deliver(home, config, "crm", open_with=target)
    deliver(home, config, "crm", open_with=target)
    assert sorted(target.effects) == [("upsert", ANA), ("upsert", BEN), ("upsert", CAM)]
    assert set(statuses(home).values()) == {"accepted"}


def test_a_build_does_not_wait_for_a_target_that_is_at_work(home: Home, tmp_path: Path):
    def build() -> None:
        with journal.locked(home, lambda: None, patience=0):
            pass

    class AtWork(Memory):
        def send(self, *given: Any) -> pl.DataFrame:
            with ThreadPoolExecutor(1) as other:
                other.submit(build).result()
            return super().send(*given)

    assert deliver(home, config_of(tmp_path), "crm", open_with=AtWork()).results["accepted"] == 3


def test_what_a_build_publishes_meanwhile_is_what_goes_on_from_there(home: Home, tmp_path: Path):
    class Meanwhile(Memory):
        def send(self, *given: Any) -> pl.DataFrame:
            results = super().send(*given)
            if len(self.batches) == 1:
                publish(home, [PROFILES[0], PROFILES[1], PROFILES[2] | {"consent__marketing": "no", "contact__email": "moved@example.com"}])
            return results

    target = Meanwhile()
    assert not deliver(home, config_of(tmp_path), "crm", open_with=target).is_partial
    assert [key for _, key in target.effects] == [ANA, BEN, CAM] and "moved@example.com" in target.rows[CAM]
    other, config = Meanwhile(), config_of(tmp_path, TARGET.replace('"crm"', '"other"'))
    publish(home, PROFILES)
    keep(plan(home, config, "other"), tmp_path / "plan")
    with pytest.raises(MovedError, match="2 rows went, the rest did not"):
        deliver(home, config, "other", open_with=other, expected=kept(tmp_path / "plan", "other"))


def test_an_erasure_meanwhile_stands(home: Home, tmp_path: Path):
    class Erasing(Memory):
        def send(self, *given: Any) -> pl.DataFrame:
            results = super().send(*given)
            if len(self.batches) == 1:
                removal._take_back(home, Lake(str(home.lake)), a_plan(PROFILES[1]["last_seen_at"], customers=[ANA]))
                erasure_state(home).unlink()
                publish(home, without(ANA))
            return results

    target = Erasing()
    deliver(home, config_of(tmp_path), "crm", open_with=target)
    assert set(target.rows) == {BEN, CAM} and ANA not in statuses(home)


def test_what_is_published_before_the_first_row_goes_is_what_counts(home: Home, tmp_path: Path):
    class Opening(Memory):
        def __call__(self, *given: Any) -> Memory:
            publish(home, without(ANA))
            return self

    target = Opening()
    deliver(home, config_of(tmp_path), "crm", open_with=target)
    assert set(target.rows) == {BEN, CAM} and set(statuses(home)) == {BEN, CAM}


def test_what_a_killed_run_left_unsent_is_not_sent_once_consent_is_withdrawn(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path, TARGET + 'consent = "marketing"\n'), Memory()
    target.dies_at = "send"
    with pytest.raises(KeyboardInterrupt):
        deliver(home, config, "crm", open_with=target)
    publish(home, [PROFILES[0] | {"consent__marketing": "no"}, *PROFILES[1:]])
    deliver(home, config, "crm", open_with=target)
    assert target.effects == [("upsert", BEN)]


def test_a_customer_without_consent_for_the_purpose_never_goes(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path, TARGET + 'consent = "consent.marketing"\n'), Memory()
    report = deliver(home, config, "crm", open_with=target)
    assert set(target.rows) == {ANA, BEN} and report.counts["without_consent"] == 1
    publish(home, [PROFILES[0] | {"consent__marketing": None}, *PROFILES[1:]])
    deliver(home, config, "crm", open_with=target)
    assert set(target.rows) == {BEN}


def test_rejected_rows_block_no_other_and_are_tried_a_few_times_until_they_change(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path), Memory()
    target.refused = {ANA: "INVALID_EMAIL"}
    for attempt in range(1, MOST_ATTEMPTS + 1):
        report = deliver(home, config, "crm", open_with=target)
        assert report.is_partial and report.rejected == [{"key": ANA, "answer": "INVALID_EMAIL", "attempts": attempt}]
    assert set(target.rows) == {BEN, CAM}
    waiting = deliver(home, config, "crm", open_with=target)
    assert waiting.is_partial and waiting.counts["given_up"] == 1 and waiting.counts["updates"] == 0
    target.refused = {}
    publish(home, [PROFILES[0] | {"contact__email": "ana@example.org"}, *PROFILES[1:]])
    assert not deliver(home, config, "crm", open_with=target).is_partial


def test_more_removals_than_allowed_stop_it(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path), Memory()
    deliver(home, config, "crm", open_with=target)
    publish(home, PROFILES[:1])
    with pytest.raises(TellOnceError, match="2 of 3 rows would be removed") as stopped:
        deliver(home, config, "crm", open_with=target)
    assert stopped.value.exit_code == 1 and len(target.rows) == 3
    deliver(home, config, "crm", open_with=target, yes=True)
    assert set(target.rows) == {ANA}


def test_a_kept_plan_is_applied_or_refused_when_the_world_moved(home: Home, tmp_path: Path):
    config, target, path = config_of(tmp_path), Memory(), tmp_path / "plan.json"
    keep(plan(home, config, "crm"), path)
    assert "ana@example.com" not in path.read_text()
    publish(home, without(BEN))
    with pytest.raises(MovedError):
        deliver(home, config, "crm", open_with=target, expected=kept(path, "crm"))
    assert not target.rows
    publish(home, PROFILES)
    deliver(home, config, "crm", open_with=target, expected=kept(path, "crm"))
    assert len(target.rows) == 3
    with pytest.raises(MovedError):
        deliver(home, config, "crm", open_with=target, expected=kept(path, "crm"))


def test_a_key_that_two_rows_have_is_left_alone_and_an_empty_one_does_not_go(home: Home, tmp_path: Path):
    config, target = config_of(tmp_path, TARGET.replace('"customer_id"', '"contact.email"')), Memory()
    deliver(home, config, "crm", open_with=target)
    publish(home, [PROFILES[0], PROFILES[1] | {"contact__email": "ana@example.com"}, PROFILES[2] | {"contact__email": None}])
    report = deliver(home, config, "crm", open_with=target, yes=True)
    assert report.counts["ambiguous"] == 1 and report.counts["without_key"] == 1 and report.is_partial
    assert set(target.rows) == {"ana@example.com"}


def test_a_row_that_moves_to_another_customer_is_not_sent_again(home: Home, tmp_path: Path):
    text = TARGET.replace('"customer_id"', '"contact.email"')
    config, target = config_of(tmp_path, text), Memory()
    deliver(home, config, "crm", open_with=target)
    publish(home, [PROFILES[0] | {"customer_id": "d" * 32}, *PROFILES[1:]])
    sent = len(target.effects)
    deliver(home, config, "crm", open_with=target)
    assert len(target.effects) == sent
    assert "d" * 32 in ledger(home).held()["customer_id"].to_list()


@given(st.lists(st.one_of(st.none(), st.integers(0, 40)), max_size=30), st.integers(1, 5), st.integers(60, 200))
def test_batches_keep_order_and_limits(lengths: list[int | None], most_rows: int, most_bytes: int):
    rows = pl.DataFrame([(f"{n}", None if length is None else "x" * length) for n, length in enumerate(lengths)], schema={"key": pl.String, "payload": pl.String}, orient="row")
    cut = list(delivering.batches(rows, most_rows, most_bytes, 2))
    assert [key for batch in cut for key in batch["key"]] == rows["key"].to_list()
    for batch in cut:
        assert 1 <= len(batch) <= most_rows
        assert len(batch) == 1 or sum(len(p) if p is not None else 32 for p in batch["payload"]) <= most_bytes


def test_filters_and_several_keys(home: Home, tmp_path: Path):
    text = TARGET.replace('key = {TellOnce_Id__c = "customer_id"}', 'key = {a = "customer_id", b = "contact.email"}\nwhere = {interactions = "3"}')
    target = Memory()
    deliver(home, config_of(tmp_path, text), "crm", open_with=target)
    assert [json.loads(key) for key in target.rows] == [{"a": ANA, "b": "ana@example.com"}]


@pytest.mark.parametrize(
    ("change", "says"),
    [(("contact.email", "contact.emial"), "did you mean 'contact.email'"), (("max_removals", "consent = 'fun'\nmax_removals"), "no attribute 'fun'")],
)
def test_a_mapping_of_what_is_not_there(change: tuple, says: str, home: Home, tmp_path: Path):
    with pytest.raises(UsageError, match=says):
        plan(home, config_of(tmp_path, TARGET.replace(*change)), "crm")


def test_targets_by_name(home: Home, tmp_path: Path):
    with pytest.raises(UsageError, match="no target nope, one of crm"):
        plan(home, config_of(tmp_path), "nope")
    with pytest.raises(UsageError, match="nothing is published"):
        plan(replace(home, root=tmp_path / "other"), config_of(tmp_path), "crm")
    assert target_of(config_of(tmp_path), "salesforce").name == "crm"
