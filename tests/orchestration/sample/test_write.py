import csv
import hashlib
import json
import mailbox
import tomllib

import pytest

from orchestration.sample import truth, write


def digests(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    write(folder)
    return folder


def test_the_same_seed_gives_the_same_bytes(folder, tmp_path):
    from orchestration.sample import world

    world.play.cache_clear()
    world.truth.cache_clear()
    write(tmp_path)
    assert digests(tmp_path) == digests(folder)


@pytest.mark.parametrize(("seed", "wording"), [(2, "shipped"), (1, "other")])
def test_another_seed_or_wording_is_another_world(folder, tmp_path, seed, wording):
    write(tmp_path, seed, wording)
    assert not set(digests(tmp_path).values()) & {digest for path, digest in digests(folder).items() if path != "tellonce.toml"}


def test_a_drop_is_a_prefix_of_the_year(folder, tmp_path):
    drops = truth().drops
    write(tmp_path, until=drops[1].day)
    assert {path.parent.name for path in tmp_path.glob("exports/*/*/*")} == {str(drop.day) for drop in drops[:2]}
    assert digests(tmp_path).items() <= digests(folder).items()


def test_the_world_is_small(folder):
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 1_500_000


def test_the_configuration_names_every_export(folder):
    settings = tomllib.loads((folder / "tellonce.toml").read_text())
    found = {path for source in settings["sources"] for path in folder.glob(source["path"])}
    assert found == {path for path in folder.glob("exports/**/*") if path.is_file()}
    assert len(settings["attributes"]) == 3


def test_the_files_hold_every_message_once_or_more(folder):
    world = truth()
    texts = {"mail": "", "tickets": "", "sms": "", "whatsapp": "", "chat": "", "calls": ""}
    for path in folder.glob("exports/*/*/*"):
        source = path.parts[-3]
        if source == "mail":
            texts[source] += "".join(mail.get_payload(decode=True).decode() for mail in mailbox.mbox(path))
        elif source in texts:
            texts[source] += path.read_text()
    for message in world.messages:
        text = message.text if message.source in {"mail", "whatsapp"} else json.dumps(message.text, ensure_ascii=False)
        assert text in texts[message.source]


def test_broken_rows_stand_where_the_truth_says(folder):
    lines = [line for path in folder.glob("exports/**/*.jsonl") for line in path.read_text().splitlines()]
    cut = 0
    for line in lines:
        try:
            json.loads(line)
        except ValueError:
            cut += 1
    assert cut == sum(broken.why == "a line cut off" for broken in truth().broken)
    rows = [row for path in folder.glob("exports/crm/**/*.csv") for row in csv.DictReader(path.open())]
    assert sum(row["LastModifiedDate"] == "last Tuesday" for row in rows) == 1
    for broken in truth().broken:
        assert (folder / broken.path).is_file()


def test_sensitive_numbers_are_in_the_exports(folder):
    everything = "".join(path.read_bytes().decode() for path in folder.rglob("*") if path.is_file())
    for number in truth().sensitive:
        assert number in everything or number == "5555 5555 5555 4444"  # said on the phone, so spelled
