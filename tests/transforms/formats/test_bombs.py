"""Files that unpack to more than they say, or nest deeper than anything that was sent: one clear line each, soon, and the rest goes on."""

import gzip
import io
import time
import zipfile
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from transforms.formats import SourceSettings
from transforms.interactions import Read, read_export
from warehouse.home import Key

SECONDS = 10
"""Of this process, for a file; each took minutes, or all memory, before it was refused."""
MULTIPART = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b0"\n'


def read(data: bytes, form: str | None, path: str) -> Read:
    began = time.process_time()
    found = read_export(data, form, path, SourceSettings("s"), "e", datetime(2026, 3, 1), Key(b"k" * 32))
    assert time.process_time() - began < SECONDS
    assert all("\n" not in rule for rule in found.quarantine["rule"]) and all(len(row or "") < 20_000 for row in found.quarantine["row"])
    return found


def zipped(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.jsonl", content)
        content = packed.getvalue()
    return content


ARCHIVES = {
    "a zip bomb": zipped(b" " * (64 << 20)),
    "a zip in a zip": zipped(b"{}", times=3),
    "gzip in gzip": gzip.compress(gzip.compress(b" " * (64 << 20))),
    "a zip in gzip": gzip.compress(zipped(b"{}")),
}


@pytest.mark.parametrize("what", ARCHIVES)
@pytest.mark.parametrize(("form", "path"), [(None, "a.bin"), ("interactions", "a.jsonl"), ("email", "a.eml"), ("zendesk_tickets", "a.json"), ("interactions", "a.parquet")])
def test_archives_are_never_opened(what: str, form: str | None, path: str):
    found = read(ARCHIVES[what], form, path)
    assert found.interactions.is_empty() and found.records.is_empty() and 1 <= len(found.quarantine) <= 2000


def mail(number: int, body: str, headers: str = "") -> str:
    sent = f"From: p{number}@example.com\nTo: help@shop.example\nMessage-ID: <m{number}@x>\nDate: Thu, 01 Jan 2026 10:00:00 +0000\n"
    return f"From a@x Thu Jan  1 00:00:00 2026\n{sent}{headers}\n{body}\n\n"


MAILS = {
    "nested parts": (mail(1, "".join(f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(3000)), MULTIPART), "messages or lists of parts"),
    "many parts": (mail(1, "--b0\nContent-Type: text/plain\n\nx\n" * 50_000 + "--b0--\n", MULTIPART), "parts"),
    "a long header": (mail(1, "x", "Cc: " + ", ".join(f"r{n}@example.com" for n in range(50_000)) + "\n"), "a header is longer"),
    "a long folded header": (mail(1, "x", "References: " + "\n ".join(f"<r{n}@x>" for n in range(50_000)) + "\n"), "a header is longer"),
    "a long text": (mail(1, "word " * 1_000_000), "text is longer"),
    "nested HTML": (mail(1, "<div>" * 100_000, "Content-Type: text/html\n"), "nested too deep"),
    "HTML of comments": (mail(1, "<!--" * 100_000, "Content-Type: text/html\n"), "nested too deep"),
}


@pytest.mark.parametrize("what", MAILS)
def test_a_mail_that_would_cost_minutes_is_quarantined_and_the_mailbox_goes_on(what: str):
    bomb, rule = MAILS[what]
    found = read((mail(8, "I am Bo.") + bomb + mail(9, "I am Cy.")).encode(), "email", "a.mbox")
    assert sorted(found.interactions["text"]) == ["I am Bo.", "I am Cy."]
    assert rule in found.quarantine["rule"].item() and found.rows_read == 3


def test_blank_lines_without_end_are_a_paragraph():
    found = read(mail(1, "I am Bo." + "\n \t\n" * 100_000 + "Bye.").encode(), "email", "a.mbox")
    assert found.interactions["text"].to_list() == ["I am Bo.\n\nBye."]


def test_an_attachment_is_left_where_it_is():
    attached = "--b0\nContent-Type: text/plain\n\nsee attached\n--b0\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\n" + "QUFB\n" * 300_000 + "--b0--\n"
    found = read(mail(1, attached, MULTIPART).encode(), "email", "a.mbox")
    assert found.interactions["text"].to_list() == ["see attached"]


def parquet(columns: dict[str, pa.Array]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


TABLES = {
    "one long text in every row": {"text": pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * (1 << 20)]))},
    "rows without end": {"message_id": pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()).take(pa.array([0]).take(pa.nulls(30_000_000, pa.int64()).fill_null(0))), pa.array(["a"]))},
    "a text in a list": {"identifiers": pa.ListArray.from_arrays(pa.array([0, 20_000]), pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * (1 << 20)])))},
}


@pytest.mark.parametrize("what", TABLES)
def test_a_parquet_file_that_says_one_thing_again_and_again_is_quarantined(what: str):
    data = parquet(TABLES[what])
    assert len(data) < 1 << 20
    found = read(data, "interactions", "a.parquet")
    assert found.interactions.is_empty() and "unpacks to more than 200 times" in found.quarantine["rule"].to_list()[-1]
