import gzip
import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from orchestration.governance.refusals import digests_of, identity_digest, in_force
from transforms.formats import SourceSettings
from transforms.interactions import read_export
from transforms.interactions.refusing import without
from warehouse.home import Key
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

KEY, AT = Key(b"k" * 32), datetime(2026, 3, 1)
SETTINGS = SourceSettings("chat")


def row(talk: str, number: int, address: str | None, text: str = "hello") -> dict:
    given = [{"type": "email", "value": address}] if address else []
    return {"conversation_id": talk, "message_id": f"{talk}-{number}", "channel": "chat", "occurred_at": f"2026-01-01T10:0{number}:00Z",
            "speaker": "customer" if address else "agent", "identifiers": given, "text": text}  # fmt: skip


ANA = [row("c1", 0, "Ana@Example.com"), row("c1", 1, None, "how can I help?")]
BO = [row("c2", 0, "bo@example.com"), row("c2", 1, None)]
SHARED = [row("c3", 0, "ana@example.com"), row("c3", 1, None), row("c3", 2, "bo@example.com")]
REFUSED = frozenset(digests_of(KEY, ["email:ana@example.com"], [], [], []))


def lines(*rows: dict) -> bytes:
    return "".join(json.dumps(r) + "\n" for r in rows).encode()


def rest(data: bytes, path: str = "a.jsonl", form: str | None = "interactions", refused: frozenset[str] = REFUSED) -> bytes | None:
    found = without(data, form, path, SETTINGS, AT, KEY, refused)
    return None if found is None else found.data


def test_what_names_nobody_refused_is_left_alone():
    assert rest(lines(*BO)) is None


def test_a_conversation_with_nobody_else_goes_whole_and_the_other_lines_stay_as_they_were():
    assert rest(lines(*ANA, *BO)) == lines(*BO)


def test_of_a_shared_conversation_only_the_refused_persons_messages_go():
    assert rest(lines(*SHARED)) == lines(*SHARED[1:])


def test_the_rest_filtered_again_is_itself():
    assert rest(rest(lines(*ANA, *SHARED, *BO))) is None


def test_gzip_stays_gzip():
    assert gzip.decompress(rest(gzip.compress(lines(*ANA, *BO)))) == lines(*BO)


@pytest.mark.parametrize("parts", [{"conversations": [("chat", "c2")]}, {"interactions": ["chat:c2-0", "chat:c2-1"]}])
def test_rows_without_an_identifier_are_refused_by_what_they_are(parts: dict):
    refused = frozenset(digests_of(KEY, [], parts.get("conversations", []), parts.get("interactions", []), []))
    assert rest(lines(*BO, *ANA), refused=refused) == lines(*ANA)


def test_a_row_that_cannot_be_read_is_refused_by_an_address_in_it():
    assert rest(b'{"text": "call ana@example.com"\n' + lines(*BO)) == lines(*BO)


def test_csv_loses_whole_rows():
    head = "conversation_id,message_id,channel,occurred_at,speaker,identifiers,text\n"
    ana = 'c1,1,chat,2026-01-01T10:00:00Z,customer,"[{""type"":""email"",""value"":""ana@example.com""}]",hello\n'
    assert rest((head + ana + ana.replace("ana@", "bo@").replace("c1", "c2")).encode(), "a.csv").decode() == head + ana.replace("ana@", "bo@").replace("c1", "c2")


def test_a_document_becomes_the_rows_that_are_left_with_their_hashes():
    mail = b"From a@x Thu Jan  1 00:00:00 2026\nFrom: %s\nTo: help@shop.example\nMessage-ID: <%s>\nDate: Thu, 01 Jan 2026 10:00:00 +0000\nSubject: x\n\n%s\n\n"
    data = mail % (b"ana@example.com", b"m1@x", b"I am Ana") + mail % (b"bo@example.com", b"m2@x", b"I am Bo")
    found = without(data, "email", "a.mbox", SETTINGS, AT, KEY, REFUSED)
    assert found is not None and found.format == "remainder" and b"ana@" not in found.data
    before = read_export(data, "email", "a.mbox", SETTINGS, "x", AT, KEY)
    after = read_export(found.data, found.format, "a.mbox", SETTINGS, "x", AT, KEY)
    assert set(after.interactions["row_hash"]) == set(before.interactions.filter(before.interactions["text"].str.contains("Bo"))["row_hash"])
    assert after.identity_mentions["identity"].to_list() == ["email:bo@example.com"]


def test_one_of_several_who_were_erased_together_is_admitted_alone(tmp_path: Path):
    lake, of_each = Lake(str(tmp_path)), [digests_of(KEY, [f"email:{name}@example.com"], [("chat", name)], [], []) for name in ("ana", "bo")]
    receipt = {"erasure_id": "e", "requested_at": AT, "status": "done", "removed": "{}", "kept": "{}", "scan": "{}", "refusal_digests": json.dumps(of_each)}
    lake.append("erasures", pl.DataFrame([receipt], schema=TABLES["erasures"].empty().schema))
    assert in_force(lake) == {*of_each[0], *of_each[1]}
    admitted = {"decision_id": "d", "decision": "admit", "value": identity_digest(KEY, "email:ana@example.com"), "who": "li", "decided_at": AT}
    lake.append("decisions", pl.DataFrame([admitted], schema=TABLES["decisions"].empty().schema))
    assert in_force(lake) == set(of_each[1])
