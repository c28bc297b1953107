"""A small invented world in the vendors' shapes, with a known truth: what `tellonce init --sample` writes and what tests hold the product against.

What belongs here: the generator. What does not: anything that reads what it wrote. World and truth are written before anything is tuned on them, and
know nothing of the extractors.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from orchestration.sample.asking import questions
from orchestration.sample.model import Expected, Message, Question, Truth
from orchestration.sample.settings import settings
from orchestration.sample.vendors import files
from orchestration.sample.world import WORDINGS, truth


def write(folder: Path, seed: int = 1, wording: str = "shipped", until: date | None = None) -> None:
    """Write a world: `exports/<source>/<day>/…` and a `tellonce.toml` that names them.

    The same seed and wording give the same bytes. The days are those on which files arrive (`Truth.drops`): building one day's folders after the
    other, each with its `--at`, shows what was known when.

    Args:
        folder: made if it is not there.
        seed: another seed is another world.
        wording: `shipped` or `other`, sentences written apart from each other.
        until: only what has arrived by this day.
    """
    world = truth(seed, wording)
    for path, data in files(world, WORDINGS[wording].company):
        if until and date.fromisoformat(path.split("/")[2]) > until:
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (folder / "tellonce.toml").write_text(settings(WORDINGS[wording].company), encoding="utf-8")


__all__ = ["Expected", "Message", "Question", "Truth", "questions", "truth", "write"]
