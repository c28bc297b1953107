"""Pairwise F1 and B-cubed F of probabilistic links on historical_50k's records, by the definitions of the scorer.

python tests/benchmarks/identity_historical.py /work/shared/data/historical [threshold ...]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks.identity_tau import frame, records, rows
from transforms.identities import IdentitySettings, Probabilistic, evidence, resolve, with_unnamed
from transforms.identities.probabilistic import propose
from warehouse.home import Key
from warehouse.tables.landing import Interactions
from warehouse.tables.ledgers import Decisions
from warehouse.tables.observations import Observations

SHARED = Path(__file__).resolve().parents[3] / "shared"


def score(cluster: dict[str, str], customer: dict[str, str]) -> dict[str, float]:
    both, sizes, said = Counter((cluster[r], customer[r]) for r in cluster), Counter(cluster.values()), Counter(customer[r] for r in cluster)
    right, put, true = (sum(n * (n - 1) / 2 for n in counts.values()) for counts in (both, said, sizes))
    precision = sum(n * n / said[s] for (_, s), n in both.items()) / len(cluster)
    recall = sum(n * n / sizes[t] for (t, _), n in both.items()) / len(cluster)
    numbers = {
        "pairwise F1": 2 * right / (put + true),
        "precision": right / put,
        "recall": right / true,
        "B3 F": 2 * precision * recall / (precision + recall),
        "B3 precision": precision,
        "B3 recall": recall,
    }
    return {name: round(number, 4) for name, number in numbers.items()} | {"customers": len(said)}


def main(folder: Path, thresholds: list[float]) -> None:
    kept, mentions = records(folder, "archive")
    cluster = {row["record_id"]: row["cluster"] for row in rows(folder / "gold.jsonl.gz")}
    start = time.perf_counter()
    proposals = propose(kept, mentions).pairs
    print(f"{len(kept)} records, {len(proposals)} proposals, {time.perf_counter() - start:.0f} s")
    given = with_unnamed(mentions, frame(Interactions, []), kept)
    for threshold in thresholds:
        settings = IdentitySettings(probabilistic=Probabilistic(enabled=True, threshold=threshold))
        found = resolve(evidence(given, frame(Observations, []), kept, frame(Decisions, []), settings, proposals), given, settings, Key(b"k" * 32))
        customer = {identity.removeprefix("external_id:"): one for identity, one in found.memberships.select("identity", "customer_id").iter_rows()}
        print(threshold, score(cluster, customer))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else SHARED / "data" / "historical"), [float(t) for t in sys.argv[2:]] or [0.5, 0.8, 0.9, 0.95, 0.99])
