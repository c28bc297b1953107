import json
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tests.recall.made import Toy, small
from warehouse.home import Home
from warehouse.recall import snapshot
from warehouse.recall.answer import recall
from warehouse.recall.snapshot import SnapshotError, SnapshotFrames


def shuffled(frames: SnapshotFrames, seed: int) -> SnapshotFrames:
    return SnapshotFrames(**{name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in vars(frames).items()})


def test_equal_content_has_one_id_whatever_the_build_and_the_order(home: Home, toy: Toy) -> None:
    first = snapshot.write(home, small().frames(), toy, "b1")
    assert snapshot.write(home, shuffled(small().frames(), 3), toy, "b2") == first
    assert snapshot.write(home, small(" x").frames(), toy, "b1") != first


def test_id_is_the_same_in_another_process_and_home(home: Home, toy: Toy, tmp_path: Path) -> None:
    code = (
        "from tests.recall.made import Toy, small; from warehouse.home import Home; from warehouse.recall import snapshot; from pathlib import Path;"
        f"print(snapshot.write(Home(Path({str(tmp_path / 'other')!r})), small().frames(), Toy(), 'b'))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert other.stdout.strip() == snapshot.write(home, small().frames(), toy, "b1")


def test_nothing_published_is_one_clear_line(home: Home) -> None:
    with pytest.raises(SnapshotError, match="tellonce build"):
        snapshot.open_current(home)


def test_empty_marts_make_a_snapshot_that_opens(home: Home, toy: Toy) -> None:
    frames = SnapshotFrames(**{name: frame.clear() for name, frame in vars(small().frames()).items()})
    snapshot.publish(home, snapshot.write(home, frames, toy, "b1"))
    assert recall(snapshot.open_current(home), "email:ana@example.com", "seat", encoder=toy)["customer_id"] is None


def test_a_changed_byte_is_refused_at_publish_and_the_old_one_stays(home: Home, toy: Toy) -> None:
    good = snapshot.write(home, small().frames(), toy, "b1")
    snapshot.publish(home, good, "b1")
    bad = snapshot.write(home, small(" x").frames(), toy, "b2")
    path = home.snapshots / bad / "memories.arrow"
    content = bytearray(path.read_bytes())
    content[-200] ^= 1
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match=r"memories\.arrow does not match its checksum"):
        snapshot.publish(home, bad, "b2")
    assert snapshot.open_current(home).snapshot_id == good


@pytest.mark.parametrize("spoil", ["shorter", "manifest"])
def test_a_spoilt_snapshot_is_refused_at_open(home: Home, toy: Toy, spoil: str) -> None:
    name = snapshot.write(home, small().frames(), toy, "b1")
    snapshot.publish(home, name)
    if spoil == "shorter":
        path = home.snapshots / name / "memories.npy"
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path = home.snapshots / name / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"clock": 1}))
    with pytest.raises(SnapshotError, match="rollback"):
        snapshot.open_current(home)


def test_the_last_five_stay_and_rollback_goes_one_back(home: Home, toy: Toy) -> None:
    names = [snapshot.write(home, small(f" {count}").frames(), toy, f"b{count}") for count in range(1)]
    snapshot.publish(home, names[0], "b0")
    for count in range(1, 7):
        names.append(snapshot.write(home, small(f" {count}").frames(), toy, f"b{count}"))
        snapshot.publish(home, names[-1], f"b{count}")
    assert sorted(path.name for path in home.snapshots.iterdir() if path.is_dir()) == sorted(names[-5:])
    assert snapshot.rollback(home).build_id == "b5"
    assert snapshot.open_current(home).snapshot_id == names[-2]


def test_rollback_without_a_predecessor_is_refused(home: Home, toy: Toy) -> None:
    snapshot.publish(home, snapshot.write(home, small().frames(), toy, "b1"))
    with pytest.raises(SnapshotError, match="no snapshot before"):
        snapshot.rollback(home)


def test_a_reader_of_a_pruned_snapshot_goes_on(home: Home, toy: Toy) -> None:
    snapshot.publish(home, snapshot.write(home, small(" old").frames(), toy, "b1"))
    reader = snapshot.open_current(home)
    snapshot.publish(home, snapshot.write(home, small(" new").frames(), toy, "b2"))
    snapshot.prune(home, keep=1)
    assert not (home.snapshots / reader.snapshot_id).exists()
    answer = recall(reader, "email:ana@example.com", "aisle seat", encoder=toy)
    assert answer["observations"][0]["content"].endswith(" old")
    from warehouse.recall.search import search

    assert search(reader, "owns greyhounds", toy)[0]["content"].endswith(" old")


def test_another_encoder_is_refused_by_name(home: Home, toy: Toy) -> None:
    snapshot.publish(home, snapshot.write(home, small().frames(), toy, "b1"))
    with pytest.raises(SnapshotError, match=r"made with encoder toy .* not toy .*\[encoder\] name"):
        recall(snapshot.open_current(home), "email:ana@example.com", "seat", encoder=Toy("toy-2"))


def test_a_new_encoder_reads_the_same_marts_side_by_side(home: Home, toy: Toy) -> None:
    frames = small().frames()
    first = snapshot.write(home, frames, toy, "b1")
    snapshot.publish(home, first)
    second = snapshot.write(home, frames, Toy("toy-2"), "b2")
    assert snapshot.open_current(home).snapshot_id == first
    snapshot.publish(home, second)
    assert recall(snapshot.open_current(home), "email:ana@example.com", "aisle seat", encoder=Toy("toy-2"))["observations"]


READER = """
import json, sys, time
from pathlib import Path
from tests.recall.made import Toy
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.snapshot import open_current
home, stop, toy, seen, count = Home(Path(sys.argv[1])), Path(sys.argv[2]), Toy(), set(), 0
while not stop.exists():
    opened = open_current(home)
    for _ in range(3):
        answer = recall(opened, "email:ana@example.com", "seat flights blender bakery channel", Options(communications=5), encoder=toy)
        marks = {each["content"].rsplit("#", 1)[1] for each in answer["observations"]}
        assert len(marks) == 1 and len(answer["observations"]) >= 3, (marks, answer)
        assert answer["meta"]["buildId"].rsplit("-", 1)[1] == next(iter(marks)), (marks, answer["meta"])
        seen |= marks
        count += 1
print(json.dumps([count, len(seen)]))
"""


def test_four_processes_read_through_fifty_publishes_and_a_rollback(home: Home, toy: Toy, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    snapshot.publish(home, snapshot.write(home, small("#0").frames(), toy, "b-0"), "b-0")
    readers = [subprocess.Popen([sys.executable, "-c", READER, str(home.root), str(stop)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    time.sleep(1)
    for count in range(1, 51):
        snapshot.publish(home, snapshot.write(home, small(f"#{count}").frames(), toy, f"b-{count}"), f"b-{count}")
        if count == 25:
            snapshot.rollback(home)
    stop.touch()
    for reader in readers:
        said, complaint = reader.communicate(timeout=60)
        assert reader.returncode == 0, complaint
        count, seen = json.loads(said)
        assert count > 10 and seen > 3


def test_import_needs_neither_torch_nor_a_database() -> None:
    code = "import sys, warehouse.recall.answer, warehouse.recall.handoff, warehouse.recall.snapshot; print([m for m in %r if m in sys.modules])"
    heavy = ("torch", "sentence_transformers", "duckdb", "great_expectations", "deltalake", "pandas", "transformers")
    assert subprocess.run([sys.executable, "-c", code % (heavy,)], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_counts_are_those_of_the_marts(home: Home, toy: Toy) -> None:
    frames = small().frames()
    name = snapshot.write(home, frames, toy, "b1")
    counts = snapshot.verify(home.snapshots / name).counts
    assert counts["memories"] == len(frames.memories)
    assert counts["communications"] == len(frames.interactions.filter(pl.col("speaker") == "customer"))
