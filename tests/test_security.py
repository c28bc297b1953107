"""What someone who means harm tries against the rooms together: files, names, stores, SQL. What is one room's alone is tested there.

Elsewhere: markup and forms in the page (tests/service/test_page.py, test_corrections.py), limits of requests (test_operation.py), keys and stores over HTTP
(test_tenants.py), stored instructions (tests/recall/test_quoting.py), formulas in delivered CSV (tests/deliveries).
"""

import ast
import gzip
import io
import json
import re
import subprocess
import sys
import tracemalloc
import urllib.request
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.config import ConfigError, parse
from orchestration.failures import UsageError
from orchestration.governance import access
from orchestration.query import connect, run
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from transforms.formats import SourceSettings
from transforms.interactions import read_export
from warehouse.home import Home, Key
from warehouse.recall.http.inbox import Inbox, Record
from warehouse.recall.http.keys import Keys

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 3, 1)
TRAVERSALS = ("../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "a/../../b", "....//x", "\x00", "%2e%2e%2f", "con.jsonl/../../x")


@pytest.mark.parametrize("name", TRAVERSALS)
def test_ids_of_an_export_are_text_and_never_paths(name: str, tmp_path: Path):
    folder = s.shop(tmp_path / "shop")
    s.put(folder, "chat/a.jsonl", [s.message(0, 1, "customer", "Hello.", message_id=name, conversation_id=name, metadata={"file": name})])
    before = set(tmp_path.parent.iterdir())
    s.build(folder, s.MARCH, select="exports")
    landed = [path for path in s.home_of(folder).landing.rglob("*") if path.is_file()]
    assert len(landed) == 1 and re.fullmatch(r"[0-9a-f]{64}", landed[0].name) and set(tmp_path.parent.iterdir()) == before
    read = read_export(landed[0].read_bytes(), "interactions", "a.jsonl", SourceSettings("chat"), "e", AT, Key(b"k" * 32))
    assert len(read.interactions) + len(read.quarantine) == 1


@pytest.mark.parametrize("name", TRAVERSALS)
def test_names_that_lead_out_of_a_home_are_refused_or_only_compared(name: str, tmp_path: Path):
    for table in ("[store]", "[[sources]]\npath = 'x'", "[[targets]]\nsystem = 'segment'\nobject = 'identify'\nkey = {}\nfields = {}"):
        with pytest.raises(ConfigError):
            parse(f"{table}\nname = {json.dumps(name)}", tmp_path / "tellonce.toml")
    keys = Keys(Home(tmp_path / "home"))
    with pytest.raises(ValueError, match="is no name for a key"):
        keys.add(name, AT)
    Inbox(Home(tmp_path / "home")).put_records([Record(name, AT, [("email", name)], {"note": name})])
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


def test_an_access_file_holds_two_names_whatever_the_person_is_called(tmp_path: Path):
    held = {"identities": [{"identity": "email:../../x<script>@example.com"}], "beliefs": [{"value": "<img src=x onerror=alert(1)>", "quote": "{{7*7}} ${7*7}"}]}
    page = access.page(held)
    assert "<script" not in page and "<img" not in page and "{{7*7}}" in page
    assert '<section id="beliefs">' in page and '<a href="#beliefs">What is believed, and was</a> (1)' in page
    with zipfile.ZipFile(io.BytesIO(), "w") as packed:
        packed.writestr("person.html", page)
        assert packed.namelist() == ["person.html"]


def test_a_gzip_bomb_is_quarantined_before_it_is_large():
    row = json.dumps(s.message(0, 1, "customer", "Hello.")).encode() + b"\n"
    bomb = gzip.compress(row + b" " * (400 << 20), compresslevel=9)
    tracemalloc.start()
    read = read_export(bomb, "interactions", "a.jsonl.gz", SourceSettings("chat"), "e", AT, Key(b"k" * 32))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(read.interactions) + len(read.quarantine) == read.rows_read and most < 300 << 20
    assert any("line is longer" in rule or "more than 200 times" in rule for rule in read.quarantine["rule"])


ATTRIBUTES = ("a.b\"; drop table x; --", "a'); attach 'x", "a b", "A.b", "a.b\n", "a..b", "customer_id", "ａ.ｂ", "a.b; select 1")


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_whose_name_could_be_sql_is_refused_with_its_line(name: str, tmp_path: Path):
    with pytest.raises(ConfigError, match="line 2"):
        parse(f"[[attributes]]\nname = {json.dumps(name)}", tmp_path / "tellonce.toml")


def test_a_record_field_whose_name_could_be_sql_is_a_value_and_stays_one(tmp_path: Path):
    from orchestration.config import Config
    from orchestration.registries import registry_of
    from transforms.extractors.records import RecordsExtractor

    evil = "x\"; drop table marts.fct_audit; --'"
    row = s.record(0, "Leeds") | {"attributes": {evil: "1", "location.city": evil}}
    read = read_export((json.dumps(row) + "\n").encode(), "records", "a.jsonl", SourceSettings("crm"), "e", AT, Key(b"k" * 32))
    claims = RecordsExtractor(registry_of(Config())).extract(read.records)
    assert evil in set(claims["value"]) and all(";" not in name for name in claims["attribute"] if not name.startswith("record."))


OUTSIDE = (
    "select * from read_csv('/etc/passwd')", "select * from read_text('{other}/key')", "from '{other}/warehouse.duckdb'", "attach '{other}/warehouse.duckdb' as o",
    "copy (select 1) to '/tmp/out.csv'", "select getenv('HOME')", "install httpfs", "load httpfs", "set enable_external_access = true", "select * from glob('/**')",
    "create table x as select 1", "delete from marts.fct_audit", "pragma database_list; select * from read_blob('{other}/key')", "export database '/tmp/x'",
    "select * from read_parquet('{other}/lake/decisions/*.parquet')", "call pragma_version(); attach ':memory:' as m", "select * from sqlite_scan('{other}/x', 'y')",
    "prepare q as select 1", "explain analyze select * from read_text('{other}/key')", "select * from query('select * from read_text(''{other}/key'')')",
)  # fmt: skip


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Home:
    import duckdb

    home = Home(tmp_path_factory.mktemp("marts"))
    with duckdb.connect(str(home.published)) as database:
        database.execute("create schema marts; create table marts.fct_audit as select 1 as sequence")
    return home


@pytest.mark.parametrize("sql", OUTSIDE)
def test_analyst_sql_reaches_nothing_but_the_marts(sql: str, marts: Home, tmp_path: Path):
    other = Home(tmp_path / "other")
    assert other.key.secret
    with connect(marts) as connection, pytest.raises(UsageError) as refused:
        list(run(connection, sql.format(other=other.root)).rows)
    assert "\n" not in str(refused.value) and other.key.secret.hex() not in str(refused.value)


def test_two_stores_share_no_id_no_key_and_no_digest(tmp_path: Path):
    a, b = Home(tmp_path / "a"), Home(tmp_path / "b")
    assert a.key.digest("refused", "identity", "email:x@example.com") != b.key.digest("refused", "identity", "email:x@example.com")
    secret = Keys(a).add("k", AT)
    (b.root / "service").mkdir(parents=True)
    (b.root / "service" / "keys.json").write_text((a.root / "service" / "keys.json").read_text())
    assert Keys(a).name_of(secret) == "k" and Keys(b).name_of(secret) is None
    assert (a.root / "key").stat().st_mode & 0o077 == 0


def test_a_batch_of_one_store_is_answered_by_that_store_alone(tmp_path: Path):
    batch = tmp_path / "batch.jsonl"
    lines = [{"qid": "1", "identity": f"{tmp_path}/other/snapshots", "query": "x", "home": "/etc"}, {"qid": "2", "identity": "email:x@example.com", "query": "x", "store": "other"}]
    batch.write_text("".join(json.dumps(line) + "\n" for line in lines))
    ran = tellonce("recall", "--batch", batch, "--out", tmp_path / "out.jsonl", "--home", tmp_path / "none")
    assert ran.code == 2 and "Traceback" not in ran.err and not (tmp_path / "out.jsonl").exists()


UNSAFE = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def test_nothing_is_read_in_a_form_that_can_run_code():
    for path in (p for room in ("orchestration", "transforms", "warehouse") for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not UNSAFE & {name.partition(".")[0] for name in names}, path
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"eval", "exec", "yaml.load", "torch.load", "yaml.unsafe_load", "os.system"}, path
                given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                assert given.get("allow_pickle") != "True" and given.get("shell") != "True" and given.get("trust_remote_code") != "True", path


def test_every_package_that_is_named_is_pinned_so_that_an_audit_is_of_what_runs():
    project = (ROOT / "pyproject.toml").read_text()
    pinned = {re.split(r"[=\[ ;]", line)[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    named = {re.split(r"[\[<>=!~ ]", name)[0].lower().replace("_", "-") for name in re.findall(r'^    "([a-z][a-z0-9_.\-]*[^"]*)",$', project, re.M)}
    assert named - pinned == set()


def test_no_pinned_package_has_a_known_vulnerability_where_advisories_can_be_reached():
    pytest.importorskip("pip_audit", reason="`make audit` installs pip-audit")
    try:
        with urllib.request.urlopen("https://pypi.org/pypi/pip/json", timeout=5) as answer:
            told = json.load(answer)
    except (OSError, ValueError):
        told = {}
    if "vulnerabilities" not in told:
        pytest.skip("the advisories of pypi.org cannot be reached from here")
    command = [sys.executable, "-m", "pip_audit", "-r", str(ROOT / "constraints.txt"), "--no-deps", "--disable-pip", "-f", "json", "--progress-spinner", "off"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stdout)["dependencies"]
    unasked = [each["name"] for each in found if "skip_reason" in each]
    if len(unasked) == len(found):
        pytest.skip("the advisories of pypi.org cannot be reached from here")
    assert unasked == []
    assert {each["name"]: [v["id"] for v in each["vulns"]] for each in found if each.get("vulns")} == {}
