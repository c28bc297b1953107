"""One recall beside one search of mem0 (`infer=False`, its local store, the same encoder) over the same memories in the same run.

    pip install --target FOLDER mem0ai && PYTHONPATH=FOLDER python -m tests.benchmarks.recall_mem0 [--memories 20000] [--customers 1000]

mem0 is not a dependency and stands apart from recall_latency for its scale: its local store scans all points for a query. Both times
include the encoding of the query. Memories are put into mem0's store as its `add` puts them, in one call.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import uuid
from pathlib import Path

import numpy as np

from tests.benchmarks.recall_latency import SUBJECTS, TIMES, frames, timed
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.encoder import load
from warehouse.recall.snapshot import open_current, publish, write


def main() -> None:
    """Fills both, asks both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memories", type=int, default=20_000)
    parser.add_argument("--customers", type=int, default=1_000)
    parser.add_argument("--recalls", type=int, default=100)
    given = parser.parse_args()
    made = frames(given.memories, given.customers)
    encoder = load("minilm")
    rng = np.random.default_rng(3)
    which = zip(rng.integers(len(SUBJECTS), size=given.recalls), rng.integers(len(TIMES), size=given.recalls), strict=True)
    asked = [(f"c{rng.integers(given.customers)}", f"which {SUBJECTS[a]} did they like {TIMES[b]}?") for a, b in which]
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        publish(home, write(home, made, encoder, "benchmark", index=False))
        snapshot = open_current(home)
        print(f"tellonce, {given.memories:,} memories:", timed(asked, lambda who, query: recall(snapshot, who, query, Options(token_budget=400), encoder=encoder)))
        os.environ.update(MEM0_TELEMETRY="False", MEM0_DIR=folder, OPENAI_API_KEY="none")
        from mem0 import Memory

        store = {"provider": "qdrant", "config": {"path": f"{folder}/mem0", "collection_name": "m", "embedding_model_dims": 384, "on_disk": True}}
        memory = Memory.from_config({"vector_store": store, "history_db_path": f"{folder}/history.db"})
        memory.embedding_model.embed = lambda text, *_, **__: encoder.encode([text])[0].tolist()
        rows = made.memories.select("customer_id", "content")
        vectors = encoder.encode(rows["content"].to_list()).tolist()
        at = "2024-01-01T00:00:00+00:00"
        payloads = [{"data": content, "user_id": customer, "hash": "", "created_at": at, "updated_at": at} for customer, content in rows.iter_rows()]
        memory.vector_store.insert(vectors, payloads, [str(uuid.uuid4()) for _ in payloads])
        print(f"mem0, {given.memories:,} memories:    ", timed(asked, lambda who, query: memory.search(query, filters={"user_id": who})))


if __name__ == "__main__":
    main()
