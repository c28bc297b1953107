import logging
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest

from orchestration.connectors import calling
from orchestration.defs import deliveries
from orchestration.failures import UsageError
from orchestration.lakes import lake_of
from orchestration.secrets import VARIABLE, Secrets, secrets_of
from tests.deliveries.conftest import TARGET, config_of
from tests.deliveries.serving import served
from tests.deliveries.test_salesforce import Org
from tests.orchestration.cli.running import tellonce
from warehouse.home import Home

PLANTED = "hunter2-Planted-Secret"


def kept(folder: Path, text: str, name: str = "secrets.toml", mode: int = 0o600) -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(("name", "text"), [("secrets.toml", 'A = "one"\nB = "two"\n'), (".env", "# ours\nA=one\nexport B='two'\n")])
def test_secrets_come_from_a_file_and_the_environment_goes_before_it(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept(tmp_path, text, name)
    monkeypatch.setenv("B", "of the environment")
    config = config_of(tmp_path, f'[secrets]\nfile = "{name}"\n[lake]\nuri = "s3://b"\nsecrets = {{aws_secret_access_key = "A"}}\n')
    assert secrets_of(config).of("target crm", {"user": "A", "password": "B"}) == {"user": "one", "password": "of the environment"}
    assert lake_of(config, Home(tmp_path)).storage_options["aws_secret_access_key"] == "one"
    monkeypatch.setenv(VARIABLE, str(kept(tmp_path, 'A = "another"\n', "other.toml")))
    assert secrets_of(config).of("target crm", {"user": "A"}) == {"user": "another"}


@pytest.mark.parametrize(
    ("text", "says"),
    [(f"A {PLANTED}", "is not TOML"), (f'A = ["{PLANTED}"]', "A is no text"), (f'B = "{PLANTED}"', "target crm: not in the environment or secrets.toml: A"), (None, "cannot be read")],
)
def test_what_is_wrong_with_a_secrets_file_is_said_without_what_is_in_it(text: str | None, says: str, tmp_path: Path):
    path = tmp_path / "secrets.toml" if text is None else kept(tmp_path, text)
    with pytest.raises(UsageError, match=says) as wrong:
        Secrets(path).of("target crm", {"password": "A"})
    assert PLANTED not in str(wrong.value)


def test_a_file_that_others_can_read_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    Secrets(kept(tmp_path, f'A = "{PLANTED}"', mode=0o644)).of("target crm", {"password": "A"})
    assert "chmod 600 secrets.toml" in caplog.text and PLANTED not in caplog.text


def test_a_secret_is_in_nothing_that_a_delivery_leaves(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    caplog.set_level(logging.DEBUG)
    kept(tmp_path, f'SF_TOKEN = "{PLANTED}"\n')
    with served(Org()) as org:
        org.token = PLANTED
        text = f'[secrets]\nfile = "secrets.toml"\n{TARGET}url = "{org.url}"\nsecrets = {{token = "SF_TOKEN"}}\n'
        (tmp_path / "tellonce.toml").write_text(text)
        where = ("--home", home.root, "--config", tmp_path)
        said = [tellonce("deliver", "crm", "--dry-run", *where)]
        org.trouble = [("POST", 500)] * calling.ATTEMPTS
        said.append(tellonce("deliver", "crm", *where))
        assert said[-1].code == 1 and "answered 500" in said[-1].err
        graph = deliveries.definitions(SimpleNamespace(config=config_of(tmp_path, text), home=home))
        home.dagster.mkdir(parents=True)
        with dg.DagsterInstance.local_temp(str(home.dagster)) as instance:
            assert graph.resolve_job_def("deliver").execute_in_process(instance=instance).success
        said += [tellonce("deliver", "crm", *where), tellonce("status", *where)]
    assert not any(PLANTED in ran.out + ran.err for ran in said) and PLANTED not in caplog.text
    files = [path for path in home.root.rglob("*") if path.is_file()]
    assert len(files) > 10 and not [path for path in files if PLANTED.encode() in path.read_bytes()]
