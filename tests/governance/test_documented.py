from pathlib import Path

from warehouse.governance import places

ROOT = Path(__file__).resolve().parents[2]


def test_security_md_says_what_is_stored_where():
    assert places.document() in (ROOT / "SECURITY.md").read_text()


def test_every_figure_is_of_a_known_table_or_path():
    assert set(places.FIGURES) <= {*places.TABLES, *places.PATHS}
