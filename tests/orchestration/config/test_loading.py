import re
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from orchestration import config
from orchestration.config import Config, ConfigError

GOOD = """\
exemplars = ["a/*.jsonl",
  "b#.jsonl"] # two
[store]
name = "x"

[[sources]]
name = "a"
path = "exports/*.jsonl"

[[sources]]
name   = "b"
path = "s3://bucket/x"
timezone = "Europe/Berlin"
format = "interactions"

[[attributes]]
name = "shipping.carrier"
values      = {ups = ["u.p.s.", "brown truck"], dhl = [], postal = ["usps", "the post"]}
pattern     = '(?i)ship (?:it )?(?:with|via) (?P<value>\\w+)'
examples    = ["please send it with <dhl>"]
expires_after = "365d"
description = \"\"\"
[[sources]]
largest_share = 7
\"\"\"

[identity]
limits        = {email = 10, phone = 10}
stated        = "off"
probabilistic = {enabled = true, threshold = 0.95}

[gate]
largest_share = 0.2
"""
FILE = Path.cwd() / "tellonce.toml"


def problem(text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        config.parse(text, FILE)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 2
    return str(raised.value)


def test_what_the_contract_shows_is_read():
    read = config.parse(GOOD, FILE)
    carrier = read.attributes[0]
    assert (carrier.type, carrier.kind, carrier.cardinality, carrier.policy) == ("enum", "attribute", "one", "latest")
    assert carrier.expires_after == timedelta(days=365)
    assert carrier.model_dump()["expires_after"] == "31536000s"
    assert carrier.values["ups"] == ["u.p.s.", "brown truck"]
    assert read.identity.probabilistic.enabled and read.gate.largest_share == 0.2
    assert read.located(read.sources[0].path) == str(Path.cwd() / "exports/*.jsonl")
    assert read.located(read.sources[1].path) == "s3://bucket/x"


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('format = "interactions"', 'format = "interaction"', "line 14: sources[1].format: 'interaction' is not known"),
        ("timezone =", "timezon =", "line 13: sources[1].timezon: unknown key, did you mean 'timezone'?"),
        ('"Europe/Berlin"', '"Europe/Berlino"', "line 13: sources[1].timezone: 'Europe/Berlino' is no time zone"),
        ('"365d"', '"365x"', "line 21: attributes[0].expires_after: is a number and one of s, m, h, d, w, y"),
        ('path = "s3://bucket/x"', "", "line 10: sources[1]: needs a path"),
        ('name   = "b"', 'name   = "a"', "line 11: sources[1].name: 'a' is there already"),
        ('name   = "b"', 'name   = "../b"', "line 11: sources[1].name: '../b' does not have the form"),
        ('"shipping.carrier"', '"Shipping"', "line 17: attributes[0].name: 'Shipping' does not have the form"),
        ('"shipping.carrier"', '"interactions"', "line 17: attributes[0].name: 'interactions' is a column"),
        ("(?P<value>", "(?P<value", "line 19: attributes[0].pattern: is no regular expression"),
        ("(?P<value>", "(?P<other>", "line 19: attributes[0].pattern: has no group named value"),
        ("<dhl>", "dhl", "line 20: attributes[0].examples: has an example without a marked value"),
        ("limits        = {email = 10", "limits        = {email = 'x'", "line 28: identity.limits.email: should be a valid integer"),
        ('stated        = "off"', 'stated        = "of"', "line 29: identity.stated: 'of' is not known, did you mean 'off'?, one of off, identifiers"),
        ("enabled = true", "enable = true", "line 30: identity.probabilistic.enable: unknown key, did you mean 'enabled'?"),
        ("largest_share = 0.2", "largest_share = 2", "line 33: gate.largest_share: should be less than or equal to 1"),
        ("\n[gate]\nlargest_share = 0.2", "\n[gates]\nlargest_share = 0.2", "line 32: gates: unknown key, did you mean 'gate'?"),
        ("\n[gate]\nlargest_share = 0.2", "\n[gate\nlargest_share = 0.2", "line 32: is not TOML"),
        ("\n[gate]\n", "\n[extractor]\nwhich = ['recods']\n[gate]\n", "line 33: extractor.which[0]: 'recods' is not known, did you mean 'records'?"),
        ("\n[gate]\n", "\n[extractor]\nwhich = ['llm']\n[gate]\n", "line 32: extractor: which names llm"),
        ("\n[gate]\n", "\n[retention]\nstates = {closed = '1d'}\n[gate]\n", "line 33: retention.states.closed: 'closed' does not have the form"),
        ("\n[gate]\n", "\n[retention]\nstates = {'acount.status=closed' = '1d'}\n[gate]\n", "line 33: retention.states: no attribute 'acount.status', did you mean 'account.status'?"),
        ("\n[gate]\n", "\n[classes.helth]\nbar = ['recall']\n[gate]\n", "line 32: classes.helth: no attribute is of this class, did you mean 'health'?"),
        ("\n[gate]\n", "\n[classes.health]\nbar = ['recal']\n[gate]\n", "line 33: classes.health.bar[0]: 'recal' is not known, one of recall"),
        ("\n[gate]\n", "\n[retention]\nchannels = {fax = '1d'}\n[gate]\n", "line 33: retention.channels.fax: 'fax' is not known"),
    ],
)
def test_an_error_names_line_and_key(was: str, becomes: str, says: str):
    assert was in GOOD
    assert problem(GOOD.replace(was, becomes)).startswith(f"tellonce.toml {says}")


def test_several_errors_are_one_line_with_the_first_and_the_number_of_others():
    assert problem(GOOD.replace("timezone =", "timezon =").replace("enabled =", "enable =")).endswith("(and 1 more)")


def test_a_secret_in_place_of_its_name_is_refused_and_not_shown():
    line = problem("[lake]\nuri = 's3://b'\nsecrets = {aws_secret_access_key = 'hunter2'}\n")
    assert "line 3: lake.secrets.aws_secret_access_key" in line and "hunter2" not in line
    assert "hunter2" not in problem("[lake]\nuri = 's3://b'\noptions = {aws_secret_access_key = 'hunter2'}\n")


@pytest.mark.parametrize(
    ("given", "is_"), [("12h", timedelta(hours=12)), ("1.5d", timedelta(hours=36)), ("2w", timedelta(weeks=2)), ("90 s", timedelta(seconds=90))]
)
def test_durations(given: str, is_: timedelta):
    assert config.parse(f"[retention]\nlanding = '{given}'", FILE).retention.landing == is_


@pytest.mark.parametrize("given", ["'d'", "'-1d'", "'0d'", "365", "'1e99y'", "'99999999999y'", "''"])
def test_what_is_no_duration(given: str):
    assert "line 2: retention.landing:" in problem(f"[retention]\nlanding = {given}")


def test_a_list_of_values_is_an_enum_and_many_values_accumulate():
    attribute = config.parse("[[attributes]]\nname = 'a.b'\nvalues = ['x', 'y']\ncardinality = 'many'", FILE).attributes[0]
    assert attribute.values == {"x": [], "y": []}
    assert (attribute.type, attribute.policy) == ("enum", "accumulate")


def test_attributes_with_one_column_between_them_are_refused():
    assert "line 4: attributes[1].name: 'a__b' is there already" in problem("[[attributes]]\nname = 'a.b'\n[[attributes]]\nname = 'a__b'")


def test_the_file_is_found_from_the_working_folder_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "tellonce.toml").write_text("")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert config.find() == tmp_path / "tellonce.toml"
    assert config.find(tmp_path) == tmp_path / "tellonce.toml"
    with pytest.raises(ConfigError, match="there is no such file"):
        config.find(tmp_path / "other.toml")


def test_bytes_that_are_not_utf8_are_told_by_line(tmp_path: Path):
    path = tmp_path / "tellonce.toml"
    path.write_bytes(b"[store]\nname = '\xff'\n")
    with pytest.raises(ConfigError, match="line 2: is not UTF-8"):
        config.load(path)


def test_exemplar_files_are_found_beside_the_file(tmp_path: Path):
    (tmp_path / "tellonce.toml").write_text("exemplars = ['e/*.jsonl', 'none/*']")
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "x.jsonl").write_text("")
    loaded = config.load(tmp_path / "tellonce.toml")
    assert loaded.files(loaded.exemplars) == [tmp_path / "e" / "x.jsonl"]


def test_the_template_says_the_defaults():
    template = resources.files("orchestration").joinpath("template.toml").read_text()
    assert config.parse(template, FILE).model_dump() == Config().model_dump()


def test_every_key_of_the_template_is_known_when_its_comment_is_taken_off():
    template = resources.files("orchestration").joinpath("template.toml").read_text()
    read = config.parse(re.sub(r"(?m)^# (?=\[|[a-z_]+ *=)", "", template), FILE)
    assert read.sources and read.attributes and read.targets and read.lake.uri and read.retention.landing


def test_a_source_without_a_time_zone_has_the_stores():
    read = config.parse("[store]\ntimezone = 'Asia/Tokyo'\n[[sources]]\nname = 'a'\npath = 'x'\n[[sources]]\nname = 'b'\npath = 'x'\ntimezone = 'UTC'\n", FILE)
    assert [s.timezone for s in read.sources] == ["Asia/Tokyo", "UTC"]
    assert "line 2: store.timezone" in problem("[store]\ntimezone = 'Asia/Tokio'\n")


def test_a_target_that_returns_as_a_source_that_is_not_there():
    target = "name = 'crm'\nsystem = 'salesforce'\nobject = 'Contact'\nkey = {a = 'customer_id'}\nfields = {}\n"
    assert "target crm: returns_as: no source 'cmr', one of none" in problem(f"[[targets]]\n{target}returns_as = 'cmr'\n")


def test_a_candidate_is_a_list_like_which_or_a_table_and_what_it_leaves_out_is_as_for_the_set_in_use():
    listed = config.parse('exemplars = ["a.jsonl"]\n[extractor]\nwhich = ["records"]\ncandidate = ["grammar"]', FILE)
    tabled = config.parse('exemplars = ["a.jsonl"]\n[extractor]\ncandidate = {which = ["exemplars"], exemplars = ["b.jsonl"]}', FILE)
    assert [(t.which, t.exemplars) for t in (listed.extractors_tried, tabled.extractors_tried) if t] == [(["grammar"], ["a.jsonl"]), (["exemplars"], ["b.jsonl"])]
    used = config.parse('[extractor]\nwhich = ["records"]\ncandidate = ["grammar"]\nuse = "candidate"', FILE)
    assert (listed.extractors_in_use.which, used.extractors_in_use.which, used.extractors_tried) == (["records"], ["grammar"], None)


@pytest.mark.parametrize(
    ("extractor", "says"),
    [
        ('use = "candidate"', "candidate names no extractors"),
        ("candidate = ['llm']", "[extractor.candidate.llm] needs an endpoint"),
        ("candidate = ['grammer']", "did you mean 'grammar'?"),
        ("candidate = []", "at least 1"),
    ],
)
def test_a_candidate_that_can_not_be_is_told_by_its_line(extractor: str, says: str):
    with pytest.raises(ConfigError, match=re.escape(says)):
        config.parse(f"[extractor]\n{extractor}", FILE)
