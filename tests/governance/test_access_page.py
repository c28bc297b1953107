"""The page that a person is handed who asks what is held about them, as a browser shows it."""

import zipfile
from pathlib import Path

import polars as pl

from tests.governance import worlds
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from tests.service.browsing import NEEDED, opened
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

pytestmark = NEEDED
EVIL = "Please note <script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\"> and call me on +1 415 555 0133."
TERMS = '\n[retention]\nlanding = "30d"\ninteractions = "90d"\nsources = {crm = "730d"}\n'


def _page(folder: Path) -> Path:
    """The page about somebody of a small shop whose row went to a target."""
    s.shop(folder, settings=s.SETTINGS + TERMS)
    s.put(folder, "chat/a.jsonl", [*s.conversation(0), s.message(0, 9, "customer", EVIL)])
    s.put(folder, "crm/a.jsonl", [s.record(0, "Leeds")])
    s.build(folder, s.JANUARY)
    sent = {"target": "salesforce", "object": "Contact", "key": "k", "operation": "upsert", "content_hash": "h", "payload": '{"City": "Leeds"}', "status": "accepted", "attempts": 1}
    sent |= {"customer_id": worlds.linked(folder)["email:ana0@example.com"], "changed_at": s.JANUARY}
    Lake(str(s.home_of(folder).lake)).append("deliveries", pl.DataFrame([sent], schema=TABLES["deliveries"].empty().schema))
    ran = tellonce("access", "ana0@example.com", "--out", folder / "ana.zip", "--home", folder / ".tellonce", "--config", folder)
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(folder / "ana.zip") as packed:
        return Path(packed.extract("person.html", folder))


def test_a_person_reads_what_is_held_where_it_came_from_who_has_it_and_how_long_it_stays(tmp_path: Path):
    page = _page(tmp_path / "shop")
    with opened(tmp_path / "profile") as browser:
        browser.do("url", url=page.as_uri())
        titles = browser.script("[...document.querySelectorAll('h1, h2')].map(title => title.innerText)")
        shown = {name: str(browser.script(f"document.querySelector('#{name}').innerText")) for name in ("interactions", "sources", "recipients", "stays", "beliefs")}
        links = browser.script("[...document.querySelectorAll('ul a')].every(link => document.querySelector(link.getAttribute('href')).offsetHeight > 0)")
        run = browser.script("[document.title, document.scripts.length, document.images.length, document.documentElement.scrollWidth <= innerWidth]")
        complaints = browser.complaints()
    assert titles[0] == "What is held about you"
    assert {"What you are known by", "What is believed, and was", "Conversations", "Where it came from", "Who was sent it", "How long it stays"} <= set(titles)
    assert "chat/a.jsonl" in shown["sources"] and "crm/a.jsonl" in shown["sources"]
    assert "salesforce" in shown["recipients"] and "accepted" in shown["recipients"]
    assert "landing\t30 days" in shown["stays"] and "sources crm\t730 days" in shown["stays"] and "recalls\tuntil it is erased" in shown["stays"]
    assert "Leeds" in shown["beliefs"] and "<script>document.title" in shown["interactions"] and links
    assert run == ["What is held about you", 0, 0, True] and complaints == []
