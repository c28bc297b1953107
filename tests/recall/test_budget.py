from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from tests.recall.made import Toy, small
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.counting import counter
from warehouse.recall.snapshot import Snapshot, open_current, publish, write


def bytewise(folder: Path) -> str:
    """A tokenizer.json to which every byte is a token: blanks and breaks count, and the parts of a block do not add up to it."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: place for place, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.save(str(folder / "bytes.json"))
    return str(folder / "bytes.json")


@pytest.fixture(scope="module", params=["words", "minilm", "bytes"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, str]:
    """A snapshot, and the tokenizer that it was made with."""
    folder = tmp_path_factory.mktemp("budget")
    name = bytewise(folder) if request.param == "bytes" else request.param
    home = Home(folder / "home")
    publish(home, write(home, small().frames(), Toy(), "b1", tokenizer=name))
    return open_current(home), name


def test_the_context_never_exceeds_any_budget_from_0(counted: tuple[Snapshot, str]) -> None:
    opened, name = counted
    count, toy, whole = counter(name), Toy(), 0
    for budget in [*range(60), *range(60, 1500, 37)]:
        answer = recall(opened, "email:ana@example.com", "which seat on flights?", Options(token_budget=budget, communications=5), encoder=toy)
        used = count([answer["context"]])[0] if answer["context"] else 0
        assert used == answer["meta"]["tokensUsed"] <= budget
        whole = max(whole, used)
    assert whole > 0


def test_a_snapshot_counts_by_the_tokenizer_it_carries(tmp_path: Path) -> None:
    home, name = Home(tmp_path / "home"), bytewise(tmp_path)
    publish(home, write(home, small().frames(), Toy(), "b1", tokenizer=name))
    Path(name).unlink()
    answer = recall(open_current(home), "email:ana@example.com", "seat", encoder=Toy())
    assert answer["meta"]["tokensUsed"] == len(answer["context"].encode())
    assert answer["meta"]["tokensBaseline"] > 100
