"""Customers out of evidence: links with what became of them, memberships and customers over the known clock. What does not belong here: what counts as evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from transforms.identities.components import components, eldest
from transforms.identities.nodes import customer_id, nodes
from transforms.identities.settings import IdentitySettings, is_plural
from transforms.identities.timeline import Change, Component, Link
from warehouse.home import Key

LINK = ["link_id", "identity_a", "identity_b", "rule", "evidence", "probability", "recorded_at", "state", "state_reason", "state_from"]
MEMBERSHIP = ["identity", "identity_type", "value", "customer_id", "known_from", "known_to"]
CUSTOMER = ["customer_id", "known_from", "known_to", "merged_into", "is_held"]
UNKNOWN = "an identity that was never seen"
PROPOSED = "proposed for review: below the threshold, by a name alone, or in a group that does not hang together"
CHANGE = {"node": pl.Int64, "at": pl.Int64, "customer": pl.Int64, "is_held": pl.Boolean}


class Resolution(NamedTuple):
    """Rows of `warehouse.tables.identities`: Links, Memberships, Customers."""

    links: pl.DataFrame
    memberships: pl.DataFrame
    customers: pl.DataFrame


@dataclass(frozen=True)
class _Graph:
    """Nodes by age, and the links that are evidence at some time, most trusted first; `order` is a link's row in all candidates."""

    nodes: pl.DataFrame
    links: pl.DataFrame
    component: np.ndarray


def resolve(candidates: pl.DataFrame, mentions: pl.DataFrame, settings: IdentitySettings, key: Key) -> Resolution:
    """Customers at every moment of the known clock, as a pure function of all evidence.

    At each moment the evidence then known gives the customers: connected components of the links, grown from the most trusted link down, a link
    being refused that would join what a decision keeps apart or exceed a limit. A component larger than `max_size` is held: its members stay apart.
    Components whose links all come at one moment, and that no guardrail touches, are done at once with scipy; the others are replayed one by one,
    at the cost of what changes in them, so that the number of moments does not multiply the number of links.

    Args:
        candidates: what `evidence` returns.
        mentions: the mentions that `evidence` was given.
        settings: limits and sizes.
        key: keys the ids.
    """
    graph, links = _graph(candidates, mentions)
    replayed = _replayed(graph, settings)
    changes, outcomes = _replay(graph, replayed, settings)
    at_once = _at_once(graph, replayed)
    spans = _spans(pl.concat([at_once, pl.DataFrame(changes, schema=CHANGE, orient="row")]))
    named = _named(graph.nodes, spans, key)
    return Resolution(_links(links, outcomes, graph, replayed, key), _memberships(spans, graph.nodes, named), _customers(spans, named))


def _graph(candidates: pl.DataFrame, mentions: pl.DataFrame) -> tuple[_Graph, pl.DataFrame]:
    seen = nodes(mentions).with_row_index("node").with_columns(pl.col("node").cast(pl.Int64))
    links = candidates
    for side in ("a", "b"):
        links = links.join(
            seen.select("identity", pl.col("node").alias(f"node_{side}"), pl.col("first_recorded_at").alias(f"born_{side}")),
            left_on=f"identity_{side}",
            right_on="identity",
            how="left",
        )
    start = pl.max_horizontal("known_from", "born_a", "born_b")
    links = links.with_columns(start=start).with_columns(
        refusal=pl.coalesce(
            "refusal", pl.when(pl.col("node_a").is_null() | pl.col("node_b").is_null()).then(pl.lit(UNKNOWN)), pl.when(pl.col("known_to") <= pl.col("start")).then("ended_by")
        )
    )
    links = links.sort(pl.col("trust").neg(), "start", "identity_a", "identity_b", "rule", "evidence").with_row_index("order").with_columns(pl.col("order").cast(pl.Int64))
    usable = links.filter(pl.col("refusal").is_null() & ~pl.col("is_proposed"))
    merging = usable.filter(pl.col("rule") != "decision_unlink")
    component = components(len(seen), merging["node_a"].to_numpy(), merging["node_b"].to_numpy())
    return _Graph(seen, usable, component), links


def _replayed(graph: _Graph, settings: IdentitySettings) -> np.ndarray:
    """Which components change over time or meet a guardrail: a flag for each component."""
    component = pl.Series("component", graph.component, dtype=pl.Int64)
    size = int(graph.component.max(initial=-1)) + 1
    flags = np.zeros(size, dtype=bool)
    members = graph.nodes.select("identity_type", "first_recorded_at").with_columns(component)
    limits = pl.col("identity_type").replace_strict(dict(settings.limits), default=None, return_dtype=pl.Int64)
    crowded = members.group_by("component", "identity_type").len().filter(pl.col("len") > limits)
    plural = [t for t in members["identity_type"].unique() if is_plural(t)]
    large = members.filter(~pl.col("identity_type").is_in(plural)).group_by("component").len().filter(pl.col("len") > settings.max_size)
    born = members.group_by("component").agg(first=pl.col("first_recorded_at").min(), last=pl.col("first_recorded_at").max())
    links = graph.links.with_columns(component=component.gather(graph.links["node_a"]), other=component.gather(graph.links["node_b"]))
    begun = links.filter(pl.col("rule") != "decision_unlink").join(born, on="component").filter((pl.col("start") > pl.col("first")) | pl.col("known_to").is_not_null())
    split = links.filter(pl.col("rule") == "decision_unlink").filter(pl.col("component") == pl.col("other"))
    for part in (crowded, large, born.filter(pl.col("first") < pl.col("last")), begun, split):
        flags[part["component"].to_numpy()] = True
    return flags


def _replay(graph: _Graph, replayed: np.ndarray, settings: IdentitySettings) -> tuple[list[Change], list[tuple]]:
    changes: list[Change] = []
    outcomes: list[tuple] = []
    kinds = graph.nodes["identity_type"].to_list()
    plural = {kind: int(not is_plural(kind)) for kind in set(kinds)}
    born = graph.nodes["first_recorded_at"].to_physical().to_numpy()
    members, links = _grouped(graph, replayed)
    for number, part in members.items():
        one = Component(
            born={n: int(born[n]) for n in part},
            types={n: kinds[n] for n in part if kinds[n] in settings.limits},
            weights={n: plural[kinds[n]] for n in part},
            limits=settings.limits,
            max_size=settings.max_size,
        )
        one.run(links.get(number, []))
        changes += one.changes
        outcomes += [(order, *outcome) for order, outcome in one.outcomes.items()]
    return changes, outcomes


def _grouped(graph: _Graph, replayed: np.ndarray) -> tuple[dict[int, list[int]], dict[int, list[Link]]]:
    members: dict[int, list[int]] = defaultdict(list)
    chosen = np.flatnonzero(replayed[graph.component]) if len(graph.component) else np.array([], dtype=np.int64)
    for node, number in zip(chosen.tolist(), graph.component[chosen].tolist(), strict=True):
        members[number].append(node)
    component = pl.Series("component", graph.component, dtype=pl.Int64)
    rows = graph.links.with_columns(component=component.gather(graph.links["node_a"]), other=component.gather(graph.links["node_b"]))
    rows = rows.filter((pl.col("component") == pl.col("other")) & pl.Series(replayed).gather(pl.Series(rows["component"])) if len(rows) else pl.lit(False))
    apart = pl.col("rule") == "decision_unlink"
    rows = rows.select(
        "component",
        "order",
        "node_a",
        "node_b",
        pl.col("start").to_physical(),
        pl.col("known_to").to_physical(),
        apart.alias("is_apart"),
        (pl.col("rule") == "decision_link").alias("is_decision"),
        reason=pl.when(apart).then(pl.format("kept apart by decision {}", "evidence")).otherwise(pl.col("ended_by").fill_null("")),
    )
    links: dict[int, list[Link]] = defaultdict(list)
    for number, *rest in rows.iter_rows():
        links[number].append(Link(*rest))
    return members, links


def _at_once(graph: _Graph, replayed: np.ndarray) -> pl.DataFrame:
    if graph.nodes.is_empty():
        return pl.DataFrame(schema=CHANGE)
    return (
        graph.nodes.select("node", at=pl.col("first_recorded_at").to_physical())
        .with_columns(customer=pl.Series(eldest(graph.component)), is_held=pl.lit(False), replayed=pl.Series(replayed[graph.component]))
        .filter(~pl.col("replayed"))
        .select(pl.col(name).cast(kind) for name, kind in CHANGE.items())
    )


def _spans(changes: pl.DataFrame) -> pl.DataFrame:
    """Changes as intervals `[at, until)` of each node."""
    return changes.sort("node", "at").with_columns(until=pl.col("at").shift(-1).over("node"), next=pl.col("customer").shift(-1).over("node"))


def _named(nodes: pl.DataFrame, spans: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Which node names which customer id: keyed, of its identity's text."""
    naming = nodes.join(spans.select(node="customer").unique(), on="node", how="semi").sort("node")
    return naming.select("node", customer_id=pl.Series([customer_id(identity, key) for identity in naming["identity"]], dtype=pl.String))


def _memberships(spans: pl.DataFrame, nodes: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    is_new = (pl.col("customer") != pl.col("customer").shift(1).over("node")).fill_null(True)
    rows = spans.with_columns(run=is_new.cum_sum()).group_by("node", "run").agg(pl.col("customer").first(), pl.col("at").min(), pl.col("until").last()).sort("node", "at")
    return (
        rows.join(nodes, on="node")
        .join(named.rename({"node": "customer"}), on="customer")
        .with_columns(known_from=pl.col("at").cast(pl.Datetime("us")), known_to=pl.col("until").cast(pl.Datetime("us")))
        .sort("identity", "known_from")
        .select(MEMBERSHIP)
    )


def _customers(spans: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """A customer id is in use while the identity that names it is in it; where that moves to another customer, there the customer was merged."""
    rows = spans.filter(pl.col("node") == pl.col("customer"))
    heirs = named.rename({"node": "next", "customer_id": "heir"})
    return (
        rows.join(named, on="node")
        .join(heirs, on="next", how="left")
        .select(
            "customer_id",
            known_from=pl.col("at").cast(pl.Datetime("us")),
            known_to=pl.col("until").cast(pl.Datetime("us")),
            merged_into=pl.when(pl.col("next") != pl.col("customer")).then("heir"),
            is_held="is_held",
        )
        .sort("customer_id", "known_from")
        .select(CUSTOMER)
    )


def _links(links: pl.DataFrame, outcomes: list[tuple], graph: _Graph, replayed: np.ndarray, key: Key) -> pl.DataFrame:
    told = pl.DataFrame(outcomes, schema={"order": pl.Int64, "is_honoured": pl.Boolean, "was_honoured": pl.Boolean, "since": pl.Int64, "objection": pl.String}, orient="row")
    ended = pl.col("known_to").is_not_null()
    simple = pl.when(ended).then(pl.lit("undone")).otherwise(pl.lit("honoured"))
    state = (
        pl.when(pl.col("refusal").is_not_null())
        .then(pl.lit("refused"))
        .when("is_proposed")
        .then(pl.lit("proposed"))
        .when(pl.col("is_honoured").is_null())
        .then(simple)
        .when("is_honoured")
        .then(pl.lit("honoured"))
        .when("was_honoured")
        .then(pl.lit("undone"))
        .otherwise(pl.lit("refused"))
    )
    default = pl.when(pl.col("refusal").is_not_null() | pl.col("is_proposed")).then("known_from").when(ended).then("known_to").otherwise("start")
    rows = links.join(told, on="order", how="left").with_columns(state=state, state_from=pl.coalesce(pl.col("since").cast(pl.Datetime("us")), default))
    rows = rows.with_columns(
        state_reason=pl.coalesce(
            "refusal",
            pl.when("is_proposed").then(pl.lit(PROPOSED)),
            "objection",
            pl.when(pl.col("state") == "undone").then("ended_by"),
            pl.col("rule").replace_strict(WHY, default="evidence"),
        ),
        recorded_at="known_from",
    )
    ids = [key.digest("link", *row) for row in rows.select("identity_a", "identity_b", "rule", "evidence").iter_rows()]
    return rows.with_columns(link_id=pl.Series(ids, dtype=pl.String)).sort("identity_a", "identity_b", "rule", "evidence").select(LINK)


WHY = {
    "given_together": "given together",
    "same_number": "the same telephone number",
    "stated": "stated by the customer, and found in exactly one record",
    "probabilistic": "probable enough for the threshold",
    "decision_link": "decided by a person",
    "decision_unlink": "decided by a person",
}
