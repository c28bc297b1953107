"""Which words of names are other spellings of which, learned from records taken for one person. What does not belong here: any list of names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

LEAST = 3
SHARE = 0.3
LIFT = 4.0
MAIN = 0.25


def spellings(names: Sequence[Sequence[str]], groups: Sequence[int]) -> dict[str, str]:
    """Short forms, other languages' forms and common slips, each with the form it stands for.

    A word stands for another where, in at least `LEAST` groups and `SHARE` of those that have it, the other is a main word of the group (in `MAIN` of its
    records), `LIFT` times as often as by chance, and is the commoner.

    Args:
        names: words of each record's name.
        groups: the group of each record; groups of three and more are learned from.
    """
    sizes = Counter(groups)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for name, group in zip(names, groups, strict=True):
        if sizes[group] >= 3:
            counts[group].update(set(name))
    having = Counter(word for count in counts.values() for word in count)
    told = sum(counts.values(), Counter())
    beside: Counter[tuple[str, str]] = Counter()
    for group, count in counts.items():
        main = [word for word, n in count.items() if n >= MAIN * sizes[group]]
        beside.update((word, other) for word in count for other in main if word != other)
    best: dict[str, tuple[int, str]] = {}
    for (word, other), n in sorted(beside.items()):
        is_other = (
            n >= LEAST and n >= SHARE * having[word] and (told[word], word) < (told[other], other) and len(word) > 1 and n * len(counts) >= LIFT * having[word] * having[other]
        )
        if is_other and n > best.get(word, (0, ""))[0]:
            best[word] = (n, other)
    return {word: _end(word, {w: other for w, (_, other) in best.items()}) for word in best}


def _end(word: str, steps: dict[str, str]) -> str:
    seen = {word}
    while word in steps and steps[word] not in seen:
        word = steps[word]
        seen.add(word)
    return word
