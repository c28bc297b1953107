"""Writes a snapshot. What belongs here: tables and vectors into files, in one order, so that equal content is equal bytes.

What does not: which columns (layout.py), which snapshot is in use (shelf.py). Tables are Arrow files, not Parquet: a reader maps them and
touches one customer's rows; a Parquet page would have to be decoded whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from warehouse.home import Home
from warehouse.recall import counting, shelf
from warehouse.recall.embeddings import Embeddings
from warehouse.recall.encoder import Encoder, carry
from warehouse.recall.layout import SnapshotFrames, baseline_of, lay_out
from warehouse.recall.manifest import SCHEMA_VERSION, Manifest, checksum
from warehouse.recall.search import build_index

Progress = Callable[[str, int, int], None]


def write(
    home: Home,
    frames: SnapshotFrames,
    encoder: Encoder,
    build_id: str,
    *,
    tokenizer: str = counting.DEFAULT,
    progress: Progress | None = None,
    index: bool = True,
) -> str:
    """Writes a snapshot into its folder, whole or not at all, and returns its id. It is in use only after `publish`.

    Args:
        home: the store.
        frames: the marts.
        encoder: embeds memories and messages; its digest is kept and asked for at recall.
        build_id: kept in the manifest, not part of the id.
        tokenizer: counts the full history and, at recall, the budget; see counting.counter.
        progress: told (what, done, all) while embedding.
        index: whether to build the search index across customers.
    """
    texts = frames.interactions["text"].fill_null("").to_list()
    layout = lay_out(frames, baseline_of(frames.interactions, counting.counter(tokenizer)(texts)))
    kept = Embeddings(home, encoder)
    vectors = {
        name: kept.of(distinct, progress and (lambda done, every, name=name: progress(name, done, every)))
        for name, distinct in (("memories", layout.memory_texts), ("messages", layout.message_texts))
    }
    folder = shelf.draft(home)
    for name, table in layout.tables.items():
        _save(table, folder / f"{name}.arrow")
    for name, found in vectors.items():
        np.save(folder / f"{name}.npy", found)
    if tokenizer != counting.DEFAULT:
        shutil.copyfile(counting.file_of(tokenizer), folder / counting.FILE)
    search_recall = build_index(vectors["memories"], folder / "memories.usearch") if index and len(layout.memory_texts) else None
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        encoder=encoder.id,
        encoder_digest=encoder.digest,
        dim=encoder.dim,
        zero=encoder.zero,
        one=encoder.one,
        tokenizer=tokenizer if tokenizer in counting.NAMES else counting.FILE,
        clock=layout.clock,
        counts={name: len(table) for name, table in layout.tables.items()} | {f"{name}_vectors": len(found) for name, found in vectors.items()},
        files={path.name: {"bytes": path.stat().st_size, "blake2b": checksum(path)} for path in sorted(folder.iterdir())},
        search_recall=search_recall,
        build_id=build_id,
    )
    manifest.save(folder)
    carry(encoder, home.encoders)
    shelf.put(home, folder, manifest.snapshot_id)
    return manifest.snapshot_id


def _save(table: pl.DataFrame, path: Path) -> None:
    """One record batch, so that a column is one piece of the mapped file."""
    arrow = table.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, arrow.schema) as writer:
        writer.write_table(arrow, max_chunksize=max(len(arrow), 1))
