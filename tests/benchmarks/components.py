"""Connected components of 10 million links, as a multiple of sorting them once; then the same with 1 % more links.

An increment groups all links anew, which is what the second line costs, and resolves only the groups that changed (`identity_scale`).

python -m tests.benchmarks.components [links]
"""

from __future__ import annotations

import sys
import time

import numpy as np

from transforms.identities.components import components, eldest


def main(links: int) -> None:
    random = np.random.default_rng(1)
    people, more = links // 4, links // 100
    home, place = random.integers(0, people, links + more, dtype=np.int64) * 4, random.permutation(people * 4)
    left, right = place[home], place[home + random.integers(1, 4, links + more, dtype=np.int64)]
    for count in (links, links + more):
        start = time.process_time()
        np.sort(left[:count])
        sorting = time.process_time() - start
        start, wall = time.process_time(), time.perf_counter()
        labels = eldest(components(people * 4, left[:count], right[:count]))
        cost, waited = time.process_time() - start, time.perf_counter() - wall
        found = f"{count:,} links, {people * 4:,} identities, {len(np.unique(labels)):,} components"
        print(f"{found}: {cost:.1f} CPU-s, {waited:.1f} s, {cost / sorting:.1f} times one sort of the links")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
