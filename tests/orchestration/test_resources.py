from datetime import datetime
from pathlib import Path

import pytest

from orchestration.config import parse
from orchestration.failures import UsageError
from orchestration.resources import Store
from warehouse.home import Home


def store(folder: Path, tokenizer: str) -> Store:
    return Store(Home(folder / "home"), parse(f'[recall]\ntokenizer = "{tokenizer}"\n', folder / "tellonce.toml"), datetime(2026, 1, 1), "1a2b")


def test_a_tokenizer_is_found_beside_the_configuration(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models

    Tokenizer(models.BPE()).save(str(tmp_path / "mine.json"))
    assert store(tmp_path, "mine.json").tokenizer == str(tmp_path / "mine.json")
    assert store(tmp_path, "words").tokenizer == "words"


def test_a_tokenizer_that_is_not_there_is_a_line_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\[recall\] tokenizer: .*mine\.json: no such file"):
        _ = store(tmp_path, "mine.json").tokenizer
