from orchestration.config import load
from orchestration.lakes import lake_of
from tests.orchestration.build import shop as s
from warehouse.recall.answer import recall
from warehouse.recall.encoder import load as encoder
from warehouse.recall.snapshot import open_current, rollback


def test_another_encoder_embeds_anew_beside_the_old_one_and_extracts_nothing_anew(tmp_path):
    folder = s.shop(tmp_path)
    s.put(folder, "chat/a.jsonl", s.conversation(1))
    s.put(folder, "crm/a.jsonl", [s.record(1, "Leeds")])
    s.build(folder, s.JANUARY)
    home, lake = s.home_of(folder), lake_of(load(folder / "tellonce.toml"), s.home_of(folder))
    before, read, held = open_current(home), lake.version("extractions"), s.state(folder)
    s.shop(folder, settings=s.SETTINGS.replace("wordllama", "minilm"))
    assert s.build(folder, s.MARCH).status == "published"
    after = open_current(home)
    assert (before.manifest.encoder, after.manifest.encoder) == ("wordllama", "minilm")
    assert lake.version("extractions") == read and s.state(folder) == held
    for snapshot in (before, after):
        answer = recall(snapshot, "email:ana1@example.com", "how to reach them", encoder=encoder(snapshot.manifest.encoder))
        assert answer["observations"] and answer["meta"]["encoder"] == snapshot.manifest.encoder
    rollback(home)
    assert open_current(home).manifest.encoder == "wordllama"
