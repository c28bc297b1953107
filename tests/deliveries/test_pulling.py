import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration import clock
from orchestration.config.loading import parse
from orchestration.config.models import Config
from orchestration.connectors import TargetError, calling, twilio_pull
from orchestration.connectors.salesforce_pull import DATA
from orchestration.governance import removal
from orchestration.governance.refusals import identity_digest
from orchestration.journal import erasure_state
from orchestration.pulling import found_pulled, pull, pull_all
from orchestration.secrets import Secrets
from orchestration.sources import found_files
from tests.deliveries.serving import Api, served
from tests.governance.plans import a_plan
from transforms.formats import FORMATS
from warehouse.home import Home

NOW = datetime(2026, 3, 1, 12)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("A", "a")


@contextmanager
def asked(api: Api, folder: Path, system: str, secrets: str, objects: str = "") -> Iterator[Config]:
    with served(api):
        text = f'[[sources]]\nname = "desk"\npull = {{system = "{system}", url = "{api.url}", secrets = {{{secrets}}}{objects}}}\n'
        yield parse(text, folder / "tellonce.toml")


def lines(files: list[Path]) -> list[dict]:
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


class Desk(Api):
    """Cursor exports of 2 tickets a page, and ticket events by time."""

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        if "ticket_events" in path:
            assert query["include"] == "comment_events"
            at = int(query["start_time"])
            events = [] if at > 1 else [{"ticket_id": 1, "timestamp": 1700000000, "child_events": [
                {"id": 9, "event_type": "Comment", "body": "where is it?", "author_id": 7, "public": True, "created_at": "2026-01-01T00:00:00Z"}]}]  # fmt: skip
            return 200, {"ticket_events": events, "end_time": at + 50, "count": len(events), "end_of_stream": at > 1}
        if "users" in path:
            return 200, {
                "users": [{"id": 7, "role": "end-user", "email": "ana@example.com", "name": "Ana", "updated_at": "2026-01-01T00:00:00Z"}],
                "after_cursor": "u1",
                "end_of_stream": True,
            }
        start = int(query.get("cursor") or 0)
        tickets = [{"id": n, "requester_id": 7, "status": "deleted" if n == 3 else "open"} for n in range(start + 1, min(start + 3, 4))]
        return 200, {"tickets": tickets, "users": [], "after_cursor": str(start + len(tickets)), "end_of_stream": start + 2 >= 3}


ZENDESK = ("zendesk", 'email = "A", token = "A"')


def test_zendesk_pages_become_one_file_that_its_format_reads_and_the_next_round_begins_where_it_ended(tmp_path: Path):
    home, api = Home(tmp_path / "home"), Desk()
    with asked(api, tmp_path, *ZENDESK) as config:
        (file,) = pull(config.sources[0], home, Secrets())
        documents = lines([file])
        assert [t["id"] for d in documents for t in d.get("tickets", [])] == [1, 2, 3]
        assert any("ticket_events" in d for d in documents)
        (found,) = found_files(config, home)
        assert (found.format, found.path) == ("zendesk_tickets", str(file)) and FORMATS["zendesk_tickets"].sniff(file.read_bytes(), file.name)
        api.seen.clear()
        file.unlink()
        assert all("tickets" not in d for d in lines(pull(config.sources[0], home, Secrets())))
        assert api.seen.count("GET /api/v2/incremental/tickets/cursor.json") == 1


def test_throttling_and_a_source_that_is_away_stop_no_build(tmp_path: Path):
    home, api, notes = Home(tmp_path / "home"), Desk(), []
    with asked(api, tmp_path, *ZENDESK) as config:
        api.trouble = [("tickets", 429), ("users", 503)]
        assert len(pull(config.sources[0], home, Secrets())) == 1
        api.trouble = [("users", 503)] * calling.ATTEMPTS
        pull_all(config, home, notes.append)
    assert notes == ["warning: source desk answered 503: run it again, and it goes on from there"]


class Inbox(Api):
    """Two pages of conversations, one of which is deleted before it is read."""

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        assert headers["Intercom-Version"]
        if path.endswith("/search"):
            asked = json.loads(body)
            since = asked["query"]["value"][0]["value"]
            if since or path == "/contacts/search":
                return 200, {"type": "list", "data": [], "pages": {}}
            after = asked["pagination"].get("starting_after")
            ids = ["3"] if after else ["1", "2"]
            return 200, {"type": "conversation.list", "conversations": [{"id": i} for i in ids], "pages": {} if after else {"next": {"starting_after": "x"}}}
        number = path.rpartition("/")[2]
        return (404, {}) if number == "2" else (200, {"type": "conversation", "id": number, "created_at": 1, "source": {"type": "chat", "body": "<p>hello</p>"}})


def test_intercom_reads_each_conversation_by_itself_and_skips_what_is_gone(tmp_path: Path):
    home, api = Home(tmp_path / "home"), Inbox()
    with asked(api, tmp_path, "intercom", 'token = "A"') as config:
        files = pull(config.sources[0], home, Secrets())
        assert [d["id"] for d in lines(files)] == ["1", "3"]
        assert pull(config.sources[0], home, Secrets()) == []
    assert json.loads((files[0].parent / ".state.json").read_text())["cursors"]["conversations"] == {"since": int(NOW.replace(tzinfo=UTC).timestamp()) - 1}


class Account(Api):
    """Two pages of transcripts and one conversation."""

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        meta: dict[str, Any] = {"next_page_url": None}
        if path.endswith("/Sentences"):
            return 200, {"sentences": [{"media_channel": 2, "sentence_index": 0, "start_time": "0.1", "transcript": "hello"}], "meta": meta}
        if path.endswith("/Transcripts"):
            page = query.get("Page", "0")
            state = "completed" if page == "0" else "in-progress"
            meta["next_page_url"] = None if page == "1" else f"{self.url}/Transcripts?Page=1"
            return 200, {"transcripts": [{"sid": f"GT{page}", "status": state, "language_code": "en-US"}], "meta": meta}
        if path.endswith("/Conversations"):
            return 200, {"conversations": [{"sid": "CH1", "state": "active"}], "meta": meta}
        if path.endswith("/Participants"):
            return 200, {"participants": [{"sid": "MB1", "conversation_sid": "CH1", "messaging_binding": {"type": "sms", "address": "+14155550100"}}], "meta": meta}
        return 200, {"messages": [{"sid": "IM1", "conversation_sid": "CH1", "author": "+14155550100", "body": "hi", "date_created": "2026-01-01T00:00:00Z"}], "meta": meta}


TWILIO = 'account_sid = "A", auth_token = "A"'


def test_twilio_transcripts_come_with_their_sentences_when_they_are_done(tmp_path: Path):
    with asked(Account(), tmp_path, "twilio", TWILIO, ', objects = ["transcripts"]') as config:
        documents = lines(pull(config.sources[0], Home(tmp_path / "home"), Secrets()))
    assert [d.get("transcript_sid") for d in documents] == [None, "GT0"]


def test_twilio_conversations_come_with_messages_and_participants(tmp_path: Path):
    with asked(Account(), tmp_path, "twilio", TWILIO, ', objects = ["conversations"]') as config:
        (file,) = pull(config.sources[0], Home(tmp_path / "home"), Secrets())
        assert [next(iter(d)) for d in lines([file])] == ["conversations", "participants", "messages"]
        assert FORMATS["twilio_conversations"].sniff(file.read_bytes(), file.name)
    assert twilio_pull.OBJECTS == ["conversations", "transcripts"]


class Org(Api):
    """A query job whose results are two pages."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        if path.endswith("/describe"):
            return 200, {
                "fields": [
                    {"name": "Id", "type": "id"},
                    {"name": "Email", "type": "email"},
                    {"name": "IsDeleted", "type": "boolean"},
                    {"name": "MailingAddress", "type": "address"},
                ]
            }
        if method == "POST":
            assert json.loads(body)["operation"] == "queryAll"
            self.queries.append(json.loads(body)["query"])
            return 200, {"id": "750"}
        if path.endswith("/results"):
            self.headers = {"Sforce-Locator": "null" if query.get("locator") else "p2"}
            return 200, b"Id,Email,IsDeleted\n004,ben@example.com,false\n" if query.get("locator") else b"Id,Email,IsDeleted\n003,ana@example.com,true\n"
        return 200, {"state": "JobComplete"}


def test_a_salesforce_query_is_resumed_by_its_job_and_goes_on_from_its_beginning(tmp_path: Path):
    home, api = Home(tmp_path / "home"), Org()
    with asked(api, tmp_path, "salesforce", 'token = "A"') as config:
        api.trouble = [("GET .*results", "unheard")] * calling.ATTEMPTS
        with pytest.raises(TargetError):
            pull(config.sources[0], home, Secrets())
        files = pull(config.sources[0], home, Secrets())
        assert api.queries == ["SELECT Id, Email, IsDeleted FROM Contact"] and [file.suffix for file in files] == [".csv", ".csv"]
        assert "ana@example.com" in files[0].read_text() and "ben@example.com" in files[1].read_text()
        pull(config.sources[0], home, Secrets())
    assert api.queries[1].endswith("WHERE SystemModstamp >= 2026-03-01T12:00:00Z") and f"GET /{DATA}/jobs/query/750" in api.seen


APIS: dict[str, tuple[type[Api], tuple[str, ...]]] = {
    "zendesk": (Desk, ZENDESK),
    "intercom": (Inbox, ("intercom", 'token = "A"')),
    "twilio conversations": (Account, ("twilio", TWILIO, ', objects = ["conversations"]')),
    "twilio transcripts": (Account, ("twilio", TWILIO, ', objects = ["transcripts"]')),
    "salesforce": (Org, ("salesforce", 'token = "A"')),
}


@pytest.mark.parametrize("name", APIS)
def test_every_api_may_be_slow_and_may_go_away_at_any_request(name: str, tmp_path: Path):
    api_of, how = APIS[name]
    api = api_of()
    with asked(api, tmp_path, *how) as config:
        source = config.sources[0]
        whole = [file.read_text() for file in pull(source, Home(tmp_path / "whole"), Secrets())]
        requests, slow = list(api.seen), Home(tmp_path / "slow")
        api.trouble = [(request, trouble) for request in dict.fromkeys(requests) for trouble in (429, 503, "lost")]
        assert [file.read_text() for file in pull(source, slow, Secrets())] == whole
        for place, request in enumerate(dict.fromkeys(requests)):
            home, api.trouble = Home(tmp_path / str(place)), [(f"^{request}$", "unheard")] * calling.ATTEMPTS
            with pytest.raises(TargetError):
                pull(source, home, Secrets())
            assert not list(found_pulled(home, source))
            assert [file.read_text() for file in pull(source, home, Secrets())] == whole


def test_what_twilio_lists_and_has_deleted_since_is_left_out(tmp_path: Path):
    with asked(api := Account(), tmp_path, "twilio", TWILIO, ', objects = ["conversations"]') as config:
        api.trouble = [("Participants", 404), ("Messages", 404)]
        documents = lines(pull(config.sources[0], Home(tmp_path / "home"), Secrets()))
    assert [document.get("messages") for document in documents] == [None, None, []]


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_an_erasure_takes_a_person_out_of_what_was_pulled_and_has_not_landed(is_cut_off: bool, tmp_path: Path):
    home, api = Home(tmp_path / "home"), Desk()
    with asked(api, tmp_path, *ZENDESK) as config:
        if is_cut_off:
            api.trouble = [("ticket_events", "unheard")] * calling.ATTEMPTS
            with pytest.raises(TargetError):
                pull(config.sources[0], home, Secrets())
        else:
            pull(config.sources[0], home, Secrets())
        identities = ["zendesk_user:7", "email:ana@example.com"]
        plan = a_plan(NOW, identities=identities, digests=[[identity_digest(home.key, each) for each in identities]])
        removal.clean_folders(config, home, plan)
        assert plan.removed["inbox"] > 0
        erasure_state(home).unlink()
        assert not [path for path in (home.root / "inbox").rglob("*") if path.is_file() and b"ana@example.com" in path.read_bytes()]
        pull(config.sources[0], home, Secrets())
        assert {found.format for found in found_files(config, home)} <= {"remainder", "zendesk_tickets"}
