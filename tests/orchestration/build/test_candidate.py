"""A second set of extractors: drawn beside the one in use, compared, switched to, and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl
import pytest

from orchestration import running, trying
from orchestration.config import load
from orchestration.failures import UsageError
from orchestration.resources import Silent
from orchestration.shadow import EXTRACTIONS, OBSERVATIONS
from tests.governance import worlds
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from transforms.extractors.grammar import GrammarExtractor
from warehouse.lake import Lake
from warehouse.recall.shelf import current
from warehouse.tables.registry import TABLES

CANDIDATE = 'which = ["records"]\ncandidate = ["records", "grammar"]\n'
PREFERENCE = "where attribute = 'contact.preferred_channel' order by known_from, valid_from"
LEDGERS = ("generations", "activations", "former_activations")
HISTORY = f"select value, known_from, known_to, change_reason from marts.fct_profile_history {PREFERENCE}"


class Counting(Silent):
    """Keeps what stages counted."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}

    def finished(self, stage: str, seconds: float, counts: Mapping[str, int]) -> None:
        self.counts[stage] = dict(counts)


def shop(folder: Path, extractor: str = CANDIDATE) -> Path:
    s.shop(folder)
    (folder / "tellonce.toml").write_text(f'{s.SOURCES}[extractor]\n{extractor}[encoder]\nname = "wordllama"\n')
    return folder


def stocked(folder: Path, extractor: str = CANDIDATE) -> Path:
    """Two chats and two records."""
    shop(folder, extractor)
    s.put(folder, "chat/a.jsonl", [*s.conversation(0), *s.conversation(1)])
    s.put(folder, "crm/a.jsonl", [s.record(0, "Leeds"), s.record(2, "York")])
    return folder


def lake(folder: Path) -> Lake:
    return Lake(str(s.home_of(folder).lake))


def drawn(folder: Path, **options: object) -> trying.TryReport:
    return trying.run_try(load(folder / "tellonce.toml"), s.home_of(folder), Silent(), **options)  # type: ignore[arg-type]


@contextmanager
def dying_after(writes: int) -> Iterator[None]:
    """The lake's tables can be written to so many times, and no more."""
    write, left = Lake._write, [writes]

    def dying(self: Lake, *args: object, **options: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        write(self, *args, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lake, "_write", dying)
        yield


def lake_tables(folder: Path) -> dict[str, pl.DataFrame]:
    return {name: lake(folder).read(name).sort(pl.all()) for name in TABLES if name not in (OBSERVATIONS, EXTRACTIONS)}


def spells(folder: Path) -> list[tuple[object, ...]]:
    """Extractor, and the time of use, of every claim about a city."""
    rows = lake(folder).scan("observations").filter(pl.col("attribute") == "location.city").sort("extractor", "observation_id").collect()
    return rows.select("extractor", "activated_at", "deactivated_at").rows()


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds up to observations without Dagster's cost, in which nothing is published."""
    monkeypatch.setattr(running, "materialise", worlds.plainly)
    monkeypatch.setattr(trying, "show_shadow", lambda *_: None)


def begun(folder: Path, extractor: str = CANDIDATE) -> Path:
    """The shop as a build leaves it that stopped before the marts, with the mark of one that did not."""
    s.build(stocked(folder, extractor), s.JANUARY, select="observations")
    s.home_of(folder).published.touch()
    return folder


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A shop that was built in January, tried a candidate, switched to it in March, and back in June; and what was seen on the way."""
    folder, seen = stocked(tmp_path_factory.mktemp("switched")), dict[str, object]()
    s.build(folder, s.JANUARY)
    seen["lake before"], seen["marts before"], seen["snapshot before"] = lake_tables(folder), s.marts(folder), current(s.home_of(folder))
    seen["drawn"] = drawn(folder)
    seen["drawn again"] = drawn(folder)
    seen["lake tried"], seen["marts tried"], seen["snapshot tried"] = lake_tables(folder), s.marts(folder), current(s.home_of(folder))
    seen["shadow"] = s.rows(folder, "select customer_id, attribute, quote from shadow.fct_observations order by all")
    where = ("--config", folder / "tellonce.toml", "--home", folder / ".tellonce")
    seen["said"], seen["told"] = tellonce("diff", "--extractor", "candidate", *where), tellonce("diff", "--extractor", "candidate", "--json", *where)
    for at, lines in ((s.MARCH, CANDIDATE + 'use = "candidate"\n'), (s.JUNE, CANDIDATE)):
        counting = Counting()
        s.build(shop(folder, lines), at, progress=counting)
        seen[f"counts {at.month}"], seen[f"history {at.month}"], seen[f"shadow {at.month}"] = counting.counts["observations"], s.rows(folder, HISTORY), lake(folder).read(EXTRACTIONS)
    return folder, seen


def test_a_candidate_is_drawn_beside_what_counts_and_nothing_that_counts_changes(switched) -> None:
    _, seen = switched
    assert (seen["drawn"].read, seen["drawn"].carriers, seen["drawn again"].read) == (4, 4, 0)
    assert seen["drawn"].observations == seen["drawn again"].observations == len(seen["shadow"])
    for name, rows in seen["lake before"].items():
        assert rows.equals(seen["lake tried"][name]), name
    assert (seen["marts before"], seen["snapshot before"]) == (seen["marts tried"], seen["snapshot tried"])


def test_its_claims_are_there_for_analysts_with_the_customer_they_would_be_about(switched) -> None:
    _, seen = switched
    found = {(attribute, quote) for customer, attribute, quote in seen["shadow"] if customer}
    assert {("order.number", "A-10020"), ("order.number", "A-10021"), ("location.city", "Leeds")} <= found


def test_diff_tells_what_only_one_of_the_two_claims_with_examples(switched) -> None:
    _, seen = switched
    told = json.loads(seen["told"].out)
    assert told["compared"] == {"conversations": 2, "of_conversations": 2, "records": 2, "of_records": 2, "waiting": 0}
    by = {row["attribute"]: row for row in told["claims"] if row["kind"] == "attribute"}
    assert {"in_use": 2, "candidate": 2, "same": 2, "share_of_in_use": 1.0, "customers": 0}.items() <= by["location.city"].items()
    assert {"in_use": 0, "candidate": 2, "only_candidate": 2, "share_of_in_use": None, "share_of_candidate": 0.0, "customers": 2}.items() <= by["order.number"].items()
    assert told["customers"] == {"all": 3, "changed": 2, "gain": 2, "lose": 0}
    assert told["total"]["in_use"] == 6 and told["total"]["candidate"] == seen["drawn"].observations
    example = next(e for e in told["examples"] if e["attribute"] == "order.number")
    assert (example["made_by"], example["quote"][:6], example["interaction_id"][:6]) == ("only_candidate", "A-1002", "chat:c")
    assert len(told["examples"]) <= 20
    assert seen["said"].code == 0 and "the claims of 2 would change: 2 gain some, 0 lose some" in seen["said"].out and "only candidate" in seen["said"].out


def test_a_switch_is_one_setting_takes_over_what_was_drawn_and_is_an_event_on_the_known_clock(switched) -> None:
    _, seen = switched
    assert {"read": 0, "taken_over": 4}.items() <= seen["counts 3"].items()
    assert seen["history 3"] == [("sms", s.MARCH, None, "extractor")] * 2
    assert seen["shadow 3"].is_empty()


def test_switching_back_restores_and_what_was_known_before_stays(switched) -> None:
    folder, seen = switched
    assert seen["history 6"] == [("sms", s.MARCH, s.JUNE, "extractor")] * 2
    acts = s.rows(folder, "select happened_at, details from marts.fct_audit where action = 'extractors' order by sequence")
    used = [(at, [name.split()[0] for name in json.loads(details)["in_use"]]) for at, details in acts]
    assert used == [(s.JANUARY, ["records"]), (s.MARCH, ["records", "grammar", "slots"]), (s.JUNE, ["records"])]
    where = ("--config", folder / "tellonce.toml", "--home", folder / ".tellonce", "--json")
    values = [
        {a["value"] for a in json.loads(tellonce("profile", "email:ana0@example.com", "--known-as-of", at, *where).out)["attributes"]} & {"sms", "Leeds"}
        for at in ("2026-02-01", "2026-04-01", "2026-07-01")
    ]
    assert values == [{"Leeds"}, {"Leeds", "sms"}, {"Leeds"}]


@pytest.mark.usefixtures("plainly")
def test_taking_over_is_as_reading_anew(tmp_path: Path) -> None:
    held = []
    for name in ("tried", "untried"):
        folder = begun(tmp_path / name)
        if name == "tried":
            drawn(folder)
        s.put(folder, "chat/b.jsonl", [s.message(0, 9, "customer", "My order number is B-7741.")])
        s.build(shop(folder, CANDIDATE + 'use = "candidate"\n'), s.MARCH, select="observations")
        held.append({table: lake(folder).read(table).sort(pl.all()).rows() for table in ("observations", "extractions", "former_activations", "activations")})
    assert held[0] == held[1]


@pytest.mark.usefixtures("plainly")
def test_a_fill_that_is_killed_at_any_write_goes_on_and_ends_as_if_it_never_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun(tmp_path)
    monkeypatch.setattr("orchestration.carriers.PORTION", 3)
    drawn(folder)
    whole = [lake(folder).read(name).sort(pl.all()).rows() for name in (OBSERVATIONS, EXTRACTIONS)]
    for writes in range(6):
        for name in (OBSERVATIONS, EXTRACTIONS):
            lake(folder).recreate(name, TABLES[name].empty())
        with dying_after(writes), pytest.raises(KeyboardInterrupt):
            drawn(folder)
        drawn(folder)
        assert [lake(folder).read(name).sort(pl.all()).rows() for name in (OBSERVATIONS, EXTRACTIONS)] == whole, writes


@pytest.mark.usefixtures("plainly")
def test_a_switch_that_is_killed_at_any_write_ends_as_if_it_never_was(tmp_path: Path) -> None:
    folder, tables, ended = begun(tmp_path / "tried"), (*LEDGERS, "observations", "extractions", OBSERVATIONS, EXTRACTIONS), list[list[list[tuple[object, ...]]]]()
    drawn(folder)
    shop(folder, CANDIDATE + 'use = "candidate"\n')
    for writes in (99, 1, 2, 3, 4, 5):
        copy = Path(shutil.copytree(folder, tmp_path / str(writes)))
        with dying_after(writes), suppress(KeyboardInterrupt):
            s.build(copy, s.MARCH, select="observations")
        s.build(copy, select="observations") if writes < 99 else None
        ended.append([lake(copy).read(name).sort(pl.all()).rows() for name in tables])
    assert all(each == ended[0] for each in ended)
    assert sorted(at for _, at, _ in ended[0][0]) == [s.JANUARY, s.MARCH] and not ended[0][-1]


@pytest.mark.usefixtures("plainly")
def test_the_shadow_set_goes_with_what_it_was_drawn_from_and_with_the_candidate(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    drawn(folder)
    s.put(folder, "chat/b.jsonl", [s.message(0, 9, "customer", "My order number is B-7741.")])
    s.build(folder, s.MARCH, select="observations")
    assert set(lake(folder).read(EXTRACTIONS)["carrier_id"]) == {"c1", "r0", "r2"}
    assert "c0" not in lake(folder).read(OBSERVATIONS)["conversation_id"].to_list()
    assert drawn(folder).read == 1
    s.build(shop(folder, 'which = ["records"]\n'), s.MARCH, select="observations")
    assert lake(folder).files(OBSERVATIONS) == lake(folder).files(EXTRACTIONS) == []


@pytest.mark.usefixtures("plainly")
def test_after_an_upgrade_the_new_version_is_compared_with_the_old_before_a_build_puts_it_to_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun(tmp_path, 'which = ["records", "grammar"]\n')
    monkeypatch.setattr(GrammarExtractor, "version", "2000")
    assert drawn(folder).read == 4
    told = json.loads(tellonce("diff", "--extractor", "candidate", "--json", "--config", folder / "tellonce.toml", "--home", folder / ".tellonce").out)
    versions = [next(name.split()[1] for name in told[side] if name.startswith("grammar")) for side in ("in_use", "candidate")]
    assert versions[0] != versions[1] == "2000" and told["total"]["only_in_use"] == told["total"]["only_candidate"] == 0
    counting = Counting()
    s.build(folder, s.MARCH, select="observations", progress=counting)
    assert counting.counts["observations"]["taken_over"] == 4 and lake(folder).files(OBSERVATIONS) == []


@pytest.mark.usefixtures("plainly")
@pytest.mark.parametrize(
    ("extractor", "says"),
    [
        ('which = ["records"]\n', "names no candidate"),
        ('which = ["records"]\ncandidate = ["records"]\n', "the same set as the one in use"),
        (CANDIDATE + 'use = "candidate"\n', "in use already"),
    ],
)
def test_what_cannot_be_tried_is_told(tmp_path: Path, extractor: str, says: str) -> None:
    folder = begun(tmp_path, extractor)
    with pytest.raises(UsageError, match=says):
        drawn(folder)


@pytest.mark.parametrize(("arguments", "says"), [([], "needs two BUILDs, or"), (["a", "b"], "either BUILDs or --extractor")], ids=["neither", "both"])
def test_diff_takes_builds_or_extractors(arguments: list[str], says: str) -> None:
    ran = tellonce("diff", *arguments, *(["--extractor", "candidate"] if arguments else []))
    assert ran.code == 2 and says in ran.err


class _Saying:
    """Claims, of every customer's turn that names a city, the city or the county."""

    version, digest = "1", "d"

    def __init__(self, name: str, value: str) -> None:
        self.name, self._value = name, value

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        from transforms.extractors import claims

        rows = [
            {"episode_id": episode, "interaction_id": message, "kind": "attribute", "attribute": "location.city", "value": self._value, "statement": f"Lives in {self._value}.",
             "quote": "Leeds", "quote_start": text.index("Leeds"), "quote_end": text.index("Leeds") + 5, "authority": "customer", "confidence": 1.0}
            for episode, message, text in turns.select("episode_id", "interaction_id", "text").iter_rows() if "Leeds" in text
        ]  # fmt: skip
        return claims(rows)


@pytest.mark.usefixtures("plainly")
@pytest.mark.parametrize("first", ['which = ["grammar", "exemplars"]\n', 'which = ["grammar"]\n'], ids=["another order", "another extractor"])
def test_a_claim_that_another_outranks_since_a_switch_ends_there_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    from orchestration import extractors

    cities, counties = _Saying("grammar", "Leeds"), _Saying("exemplars", "Leeds, Yorkshire")
    monkeypatch.setattr(extractors, "_grammar", lambda *_: [extractors._member(cities)])
    monkeypatch.setattr(extractors, "_exemplars", lambda *_: [extractors._member(counties)])
    folder = shop(tmp_path, first)
    s.put(folder, "chat/a.jsonl", [s.message(0, 0, "customer", "I live in Leeds.")])
    s.build(folder, s.JANUARY, select="observations")
    s.build(shop(folder, 'which = ["exemplars", "grammar"]\n'), s.MARCH, select="observations")
    assert spells(folder) == [("exemplars", s.MARCH, None), ("grammar", s.JANUARY, s.MARCH)]
    s.build(folder, s.MARCH, select="observations", full=True)
    assert spells(folder) == [("exemplars", s.MARCH, None), ("grammar", s.JANUARY, s.MARCH)]
    s.build(shop(folder, first), s.JUNE, select="observations")
    assert spells(folder) == [("exemplars", s.MARCH, s.JUNE), ("grammar", s.JUNE, None)]
    assert lake(folder).read("former_activations").select("activated_at", "deactivated_at").rows() == [(s.JANUARY, s.MARCH)]
    ledger = lake(folder).read("generations").sort("activated_at").select("activated_at", "deactivated_at").rows()
    assert ledger == [(s.JANUARY, s.MARCH), (s.MARCH, s.JUNE), (s.JUNE, None)]
