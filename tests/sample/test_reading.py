import hashlib
import tomllib

import polars as pl
import pytest

from orchestration.sample import truth, write
from tests.benchmarks.sample_world import same_text
from transforms.formats import SourceSettings
from transforms.interactions import read_export
from warehouse.home import Key

WORLDS = [(1, "shipped"), (7, "other")]
SOURCES = ("calls", "sms", "whatsapp", "mail", "tickets", "chat")


def read(folder, world, source):
    recorded = {str(drop.day): drop.recorded_at for drop in world.drops}
    settings = SourceSettings(source["name"], source.get("default_region"), source.get("timezone"))
    for path in sorted(folder.glob(source["path"])):
        data = path.read_bytes()
        yield path, read_export(data, source["format"], str(path), settings, hashlib.sha256(data).hexdigest(), recorded[path.parent.name], Key(b"sample"))


@pytest.fixture(scope="module", params=WORLDS, ids=str)
def landed(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    write(folder, *request.param)
    world = truth(*request.param)
    sources = tomllib.loads((folder / "tellonce.toml").read_text())["sources"]
    return folder, world, {source["name"]: list(read(folder, world, source)) for source in sources}


@pytest.mark.parametrize("source", SOURCES)
def test_every_message_comes_through_as_it_was_said(landed, source):
    _, world, reads = landed
    rows = pl.concat([read.interactions for _, read in reads[source]]).unique(["interaction_id", "row_hash"]).sort("occurred_at").to_dicts()
    told = [message for message in world.messages if message.source == source]
    assert len([row for row in rows if row["speaker"] != "system"]) == len([message for message in told if message.speaker != "system"])
    for message in told:
        held = [row for row in rows if abs((row["occurred_at"] - message.occurred_at).total_seconds()) < 1 and same_text(message.text, row["text"])]
        assert held, message
        assert (held[0]["channel"], held[0]["speaker"]) == (message.channel, message.speaker)


def test_only_the_broken_rows_are_quarantined(landed):
    folder, world, reads = landed
    held = [str(path.relative_to(folder)) for found in reads.values() for path, read in found for _ in range(read.quarantine.height)]
    assert sorted(held) == sorted(broken.path for broken in world.broken)


def test_identities_of_the_truth_are_mentioned(landed):
    _, world, reads = landed
    mentioned = {identity for found in reads.values() for _, read in found for identity in read.identity_mentions["identity"]}
    expected = {identity for identities in world.identities.values() for identity in identities}
    assert expected <= mentioned


def test_sensitive_numbers_are_masked(landed):
    _, world, reads = landed
    texts = " ".join(text for found in reads.values() for _, read in found for text in read.interactions["text"])
    assert not [number for number in world.sensitive if number in texts]
