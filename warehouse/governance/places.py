"""What an erasure does with every table and every path. What belongs here: the list. What does not: doing it.

A test holds it against the registry of tables and the paths of a home: what is new has to be entered here before it can be stored.
"""

from __future__ import annotations

TABLES = {
    "exports": "rewritten: a row whose file loses rows gets the new file's hash and keeps its time",
    "export_reads": "rows of rewritten exports go and are read again",
    "quarantine": "rows of rewritten exports go and are read again; of unreadable files, rows that name the person go",
    "interactions": "the person's messages go, and the agent's in a conversation with nobody else",
    "records": "the person's records go",
    "identity_mentions": "what the person's messages and records carried goes",
    "sensitive_spans": "those of the person's messages go",
    "observations": "what was drawn from the person's messages and records goes",
    "echoes": "made anew",
    "extractions": "those of the person's conversations and records go",
    "shadow_observations": "what was drawn from the person's messages and records goes, and from conversations that they took part in",
    "shadow_extractions": "those of the person's conversations and records go",
    "answers": "those about conversations that hold a message of the person go",
    "attributes": "kept: holds nothing of anybody",
    "policies": "kept: holds nothing of anybody",
    "activations": "kept: holds nothing of anybody",
    "generations": "kept: holds nothing of anybody",
    "former_activations": "those of the person's observations go",
    "links": "made anew",
    "memberships": "made anew",
    "customers": "made anew",
    "matchers": "kept: numbers over all records, nothing of anybody",
    "proposals": "those of the person's records and identities go",
    "decisions": "those that name the person or an observation of theirs go",
    "builds": "kept: counts",
    "recalls": "the person's go",
    "deliveries": "the payload goes, and a removal is put in its place until the target confirms it; what others were sent of the person is due anew",
    "delivered": "those of the person's rows go",
    "erasures": "kept: receipts hold counts and keyed digests",
    "audit": "kept: ids and keyed digests, chained by hash",
}
"""Tables of the lake. Each is written anew, without former versions, log and statistics."""

PATHS = {
    "landing": "files with the person's rows are rewritten without them",
    "lake": "see the tables",
    "database": "removed and made anew",
    "published": "replaced",
    "snapshots": "replaced; former ones are removed",
    "cache": "removed: embeddings, trained models, stamps",
    "encoders": "kept: models, the same for everybody",
    "recall_log": "lines of the person's recalls go",
    "dagster": "removed: run logs and event metadata",
    "dbt": "removed and made anew: project copy, target, logs",
    "build_state": "kept: ids and times of the build under way",
    "build_lock": "kept: empty",
    "inbox": "rows that are refused go",
    "service": "kept: names and digests of service keys",
    "audit": "kept: the head of the audit chain",
    "key": "kept: the store's key",
}
"""Paths of a home, by their name in `warehouse.home.Home` or in its folder."""

FIGURES = {
    "landing": "landing", "interactions": "interactions, channels, sources, states", "identity_mentions": "as its message or record", "sensitive_spans": "as its message",
    "records": "sources, states", "observations": "observations, kinds, channels, sources, states; an attribute's `retain`", "extractions": "as its conversation or record",
    "shadow_observations": "as `observations`, and until its conversation or record changes", "shadow_extractions": "as its conversation or record",
    "answers": "as its conversation", "proposals": "as its records",
    "recalls": "recalls, states", "quarantine": "until its file reads otherwise", "snapshots": "the last 5; the last one after an erasure or retention",
    "database": "until the next build", "published": "until the next build", "cache": "until it is deleted", "dbt": "until the next build", "dagster": "until it is deleted",
    "recall_log": "until the next build", "inbox": "until the next build",
}  # fmt: skip
"""Which figure of `[retention]` says how long a table or path stays; what is not named here stays until it is erased."""


def document() -> str:
    """What is stored where, for how long, and what an erasure does, as the table of SECURITY.md."""
    from warehouse.tables.registry import TABLES as REGISTRY

    lines = ["| where | holds of people | stays | at an erasure |", "| --- | --- | --- | --- |"]
    for name, done in PATHS.items():
        lines.append(f"| {name} | {_HOLDS.get(name, 'nothing')} | {FIGURES.get(name, 'for ever')} | {done} |")
    for name, done in TABLES.items():
        personal = ", ".join(f"`{column}`" for column in REGISTRY[name].personal) or "nothing"
        lines.append(f"| lake `{name}` | {personal} | {FIGURES.get(name, 'for ever')} | {done} |")
    return "\n".join(lines)


_HOLDS = {
    "landing": "exports as they arrived", "lake": "see the tables", "database": "the marts", "published": "the marts, for analysts", "snapshots": "memories, messages, vectors",
    "cache": "vectors under keyed digests, models", "recall_log": "customer ids", "dagster": "counts", "dbt": "nothing", "inbox": "what clients wrote, what was pulled",
    "service": "names of service keys",
}  # fmt: skip
