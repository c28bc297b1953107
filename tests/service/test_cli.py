import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.orchestration.cli.running import tellonce
from tests.service.conftest import put
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put(Home(tmp_path / "home"), "b")
    return tmp_path / "home"


def test_keys_are_made_listed_and_removed(home: Path):
    made = tellonce("serve", "--home", home, "keys", "add", "web")
    assert made.code == 0 and re.fullmatch(r"tok_[\w-]{43}\n", made.out)
    assert [row["name"] for row in json.loads(tellonce("serve", "--home", home, "keys", "list", "--json").out)] == ["web"]
    assert made.out.strip() not in (home / "service" / "keys.json").read_text()
    assert (home / "service" / "keys.json").stat().st_mode & 0o077 == 0
    taken, odd = tellonce("serve", "--home", home, "keys", "add", "web"), tellonce("serve", "--home", home, "keys", "add", "../web")
    assert (taken.code, odd.code) == (2, 2) and len(taken.err.splitlines()) == 1
    assert tellonce("serve", "--home", home, "keys", "remove", "web").code == 0
    assert tellonce("serve", "--home", home, "keys", "remove", "web").code == 2


def test_what_cannot_be_served_is_one_line(home: Path, tmp_path: Path):
    for arguments in (("--home", tmp_path / "none"), ("--home", home, "--store", "x"), ("--home", home, "--store", f"x={tmp_path / 'none'}"), ("--home", home, "--port", "70000")):
        ran = tellonce("serve", *arguments)
        assert ran.code == 2 and "Traceback" not in ran.err and len(ran.err.splitlines()) == 1, ran.err


def test_a_home_without_a_snapshot_is_not_served(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    ran = tellonce("serve", "--home", tmp_path / "empty", "--port", "0")
    assert ran.code != 0 and "tellonce build" in ran.err and "Traceback" not in ran.err


def test_the_program_serves_two_stores_and_stops_when_told(home: Path, tmp_path: Path):
    put(Home(tmp_path / "second"), "b2")
    keys = {name: tellonce("serve", "--home", place, "keys", "add", "k").out.strip() for name, place in (("default", home), ("second", tmp_path / "second"))}
    command = [sys.executable, "-c", "from orchestration.cli import main; raise SystemExit(main())", "serve", "--home", str(home), "--port", "0"]
    server = subprocess.Popen([*command, "--store", f"second={tmp_path / 'second'}"], stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    try:
        first = server.stderr.readline()
        url = re.search(r"http://[\d.]+:\d+", first)[0]
        for name, key in keys.items():
            answer = httpx.get(f"{url}/v1/Stores/{name}/Profiles/c-ana/Traits", headers={"X-API-Key": key}, trust_env=False)
            assert answer.json()["traits"][0]["value"] == "sms"
        assert httpx.get(f"{url}/v1/Stores/default/Profiles/c-ana/Traits", headers={"X-API-Key": keys["second"]}, trust_env=False).status_code == 404
    finally:
        server.send_signal(signal.SIGINT)
        rest = server.stderr.read()
    server.wait(10)
    assert "Traceback" not in rest
    assert all(json.loads(line) for line in rest.splitlines() if line.startswith("{"))
