"""Taking a person away: landing, lake, folders. What belongs here: each place and what is done to it. What does not: the order, and checking."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.config import Config
from orchestration.delivery_ledger import newest
from orchestration.governance.plan import DRAWN, Plan, answers_about
from orchestration.governance.refusals import Filter, put, refused_path, rows_refused
from orchestration.landing import Found, landed_path
from orchestration.proposals import RECORD
from orchestration.pulling import unlanded
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.recall import snapshot
from warehouse.tables.registry import TABLES

READ = ("interactions", "records", "identity_mentions", "quarantine")
READ_FROM = ("extractions", "shadow_extractions")
ANEW = ("echoes", "links", "memberships", "customers")


def rewrite_landing(config: Config, home: Home, lake: Lake, plan: Plan) -> pl.DataFrame:
    """Rewrites every landed file that holds refused rows, and the register with it.

    The register's row keeps its source and time and gets the new file's hash, name of format and size. What the file was before is written nowhere.

    Returns:
        (source, export_id) of the exports that are no longer there as they were.
    """
    refuse = Filter(home, config, frozenset(plan.digests), plan.at, is_exact=True)
    register, kept, gone = lake.read("exports"), list[dict[str, Any]](), list[tuple[str, str]]()
    for row in register.iter_rows(named=True):
        path = landed_path(home, row["export_id"])
        clean = row | {"path": _without_names(row["path"], plan)}
        rest = refuse.rest(row["source"], row["format"] or None, row["path"], path.read_bytes()) if path.exists() else None
        if rest is None:
            kept.append(clean)
            continue
        before = rows_refused(home, row["export_id"])
        export_id, size = put(home, rest.data, before)
        kept.append(clean | {"export_id": export_id, "bytes": size, "format": rest.format or row["format"]})
        gone.append((row["source"], row["export_id"]))
    rewritten = pl.DataFrame(kept, schema=register.schema).sort("recorded_at").unique(["source", "export_id"], keep="first", maintain_order=True)
    lake.recreate("exports", rewritten)
    _forget_files(home, set(rewritten["export_id"]))
    return pl.DataFrame(gone, schema={"source": pl.String, "export_id": pl.String}, orient="row")


def _forget_files(home: Home, registered: set[str]) -> None:
    """Removes landed files that no row of the register names."""
    for path in home.landing.rglob("*") if home.landing.exists() else ():
        if path.is_file() and path.name.removesuffix(".refused") not in registered:
            path.unlink()
    for folder in home.landing.glob("*") if home.landing.exists() else ():
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    for export_id in registered:
        if not landed_path(home, export_id).exists():
            refused_path(home, export_id).unlink(missing_ok=True)


def _without_names(path: str, plan: Plan) -> str:
    """A path as it stands in the register, unless it names the person."""
    lowered = path.lower()
    names = [identity.partition(":")[2].lower() for identity in plan.identities]
    return f"(a path that named an erased person){Path(path).suffix}" if any(len(n) > 3 and n in lowered for n in names) else path


def clean_tables(home: Home, lake: Lake, plan: Plan, rewritten: pl.DataFrame) -> Counter[str]:
    """Writes every table anew without the person."""
    removed: Counter[str] = Counter()
    registered = lake.read("exports").select("source", "export_id")
    # Before the messages go: they say which conversations the person took part in.
    answers, theirs = lake.read("answers"), answers_about(lake, plan)
    removed["lake.answers"] = len(theirs)
    lake.recreate("answers", answers.join(theirs, on=["source", "conversation_id"], how="anti"))
    for name in READ:
        rows = lake.read(name)
        kept = rows.join(registered, on=["source", "export_id"], how="semi") if name != "quarantine" else _of_files_that_stay(rows, registered, plan)
        kept = _without_theirs(name, kept, plan)
        removed[f"lake.{name}"] = len(rows) - len(kept)
        lake.recreate(name, kept)
    marks = lake.read("export_reads")
    lake.recreate("export_reads", marks.join(registered, on=["source", "export_id"], how="semi"))
    for name in DRAWN:
        lake.recreate(name, lake.read(name).filter(~pl.col("observation_id").is_in(pl.Series(plan.observations, dtype=pl.String).implode())))
    spans, held = lake.read("sensitive_spans"), lake.read("interactions").select("interaction_id", "row_hash")
    lake.recreate("sensitive_spans", spans.join(held, on=held.columns, how="semi"))
    for name in READ_FROM:
        lake.recreate(name, _extractions(lake.read(name), plan))
    removed["lake.delivered"] = _clean(lake, "delivered", pl.col("customer_id").is_in(_ever(lake, plan).implode()))
    for name in ANEW:
        lake.recreate(name, TABLES[name].empty())
    removed["lake.decisions"] = _clean(lake, "decisions", _is_theirs_to_decide(plan))
    removed["lake.recalls"] = _clean(lake, "recalls", pl.col("customer_id").is_in(plan.customers))
    removed["deliveries to take back"] = _take_back(home, lake, plan)
    former = lake.read("former_activations")
    lake.recreate("former_activations", former.join(lake.read("observations"), on="observation_id", how="semi"))
    removed["lake.proposals"] = _clean(lake, "proposals", _is_said_of(plan))
    for name in ("attributes", "policies", "activations", "generations", "matchers", "builds"):
        lake.recreate(name, lake.read(name))
    return removed


def _without_theirs(name: str, rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Rows without the person's, by id: of a file that retention took out of landing they are nowhere else."""
    messages, talks, held = pl.Series(plan.interactions, dtype=pl.String), plan.pairs("conversations", "conversation_id"), plan.pairs("records", "record_id")
    if name == "interactions":
        return rows.filter(~pl.col("interaction_id").is_in(messages.implode()))
    if name == "records":
        return rows.join(held, on=held.columns, how="anti")
    if name == "identity_mentions":
        of_record = held.select("source", carrier_id="record_id", carrier=pl.lit("record"))
        spoken = (pl.col("carrier") == "interaction") & pl.col("carrier_id").is_in(messages.implode())
        return rows.filter(~spoken).join(talks, on=talks.columns, how="anti").join(of_record, on=of_record.columns, how="anti")
    return rows


def _of_files_that_stay(rows: pl.DataFrame, registered: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Quarantine: rows of exports that are as they were, and unreadable files that do not name the person."""
    read = rows.join(registered, on=["source", "export_id"], how="semi")
    names = [n for identity in plan.identities if len(n := identity.partition(":")[2]) > 3]
    unread = rows.filter(pl.col("export_id").is_null())
    named = pl.concat_str(pl.col("path"), pl.col("row").fill_null("")).str.contains_any(names, ascii_case_insensitive=True) if names else pl.lit(False)
    return pl.concat([read, unread.filter(~named)])


def _extractions(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """What was drawn from the person's conversations and records is forgotten; of shared ones it is drawn again, for they changed."""
    talks = plan.pairs("conversations", "carrier_id").with_columns(carrier=pl.lit("conversation"))
    held = plan.pairs("records", "carrier_id").with_columns(carrier=pl.lit("record"))
    return rows.join(pl.concat([talks, held]), on=["source", "carrier_id", "carrier"], how="anti")


def _is_theirs_to_decide(plan: Plan) -> pl.Expr:
    mine, claims = pl.Series(plan.identities, dtype=pl.String).implode(), pl.Series(plan.observations, dtype=pl.String).implode()
    parts = (pl.col("identity_a").is_in(mine), pl.col("identity_b").is_in(mine), pl.col("observation_id").is_in(claims))
    return pl.any_horizontal(part.fill_null(False) for part in parts)


def _is_said_of(plan: Plan) -> pl.Expr:
    """A pair of which the person is one, by identity or by record."""
    mine, held = pl.Series(plan.identities, dtype=pl.String).implode(), plan.pairs("records", "record_id").select(RECORD).to_series().implode()
    return pl.any_horizontal(pl.col(name).is_in(theirs) for theirs, names in ((mine, ("identity_a", "identity_b")), (held, ("record_a", "record_b"))) for name in names)


def _ever(lake: Lake, plan: Plan) -> pl.Series:
    """All customer ids that the person's identities ever belonged to."""
    mine = pl.col("identity").is_in(pl.Series(plan.identities, dtype=pl.String).implode())
    return pl.concat([lake.scan("memberships").filter(mine).collect()["customer_id"], pl.Series("customer_id", plan.customers, pl.String)]).unique()


def _clean(lake: Lake, name: str, goes: pl.Expr) -> int:
    rows = lake.read(name)
    kept = rows.filter(~goes.fill_null(False))
    lake.recreate(name, kept)
    return len(rows) - len(kept)


def _take_back(home: Home, lake: Lake, plan: Plan) -> int:
    """Puts a removal, of nobody's row, in the place of whatever a target was sent of the person; its key stays until the target confirms."""
    rows = newest(lake).collect()
    is_theirs = pl.col("customer_id").is_in(plan.customers).fill_null(False)
    theirs = rows.filter(is_theirs & (pl.col("status") != "removed"))
    back = theirs.with_columns(
        customer_id=pl.lit(None, pl.String), operation=pl.lit("remove"), content_hash=pl.lit(home.key.digest("removed")), payload=pl.lit(None, pl.String), status=pl.lit("pending"),
        answer=pl.lit(None, pl.String), attempts=pl.lit(0, pl.Int64), batch_id=pl.lit(None, pl.String), changed_at=pl.lit(plan.at, pl.Datetime("us")),
    )  # fmt: skip
    lake.recreate("deliveries", pl.concat([rows.filter(~is_theirs), back.select(rows.columns)]))
    return len(back)


def pending_keys(lake: Lake, plan: Plan) -> set[str]:
    """Keys under which targets still hold the person: they have to stay until the targets let go."""
    rows = newest(lake).filter(pl.col("customer_id").is_null() & (pl.col("operation") == "remove") & (pl.col("status") != "removed"))
    keys = set(rows.select("key").collect()["key"])
    return keys | {text for text in plan.needles.strong + plan.needles.weak if any(text in key for key in keys)}


def kept(lake: Lake, plan: Plan) -> dict[str, str]:
    """What could not be removed, and why."""
    found = {}
    if pending_keys(lake, plan):
        found["lake.deliveries.key"] = "a target needs it to take the person back; `tellonce deliver` sends the removal"
    if "://" in lake.uri:
        found["lake log"] = "former log entries stay on the object store; they hold no personal column"
    return found


def clean_folders(config: Config, home: Home, lake: Lake, plan: Plan) -> Counter[str]:
    """Removes what is made anew, and cleans what is not."""
    removed: Counter[str] = Counter()
    for folder in (home.cache, home.dbt, home.dagster):
        shutil.rmtree(folder, ignore_errors=True)
    for path in home.database.parent.glob(f"{home.database.name}*"):
        path.unlink()
    for path in home.root.rglob(".scan-*"):
        shutil.rmtree(path, ignore_errors=True)
    for draft in home.root.glob(f".{home.published.name}*"):
        draft.unlink()
    removed["recall_log"] = sum(_clean_log(path, plan) for path in home.recall_log.glob("*")) if home.recall_log.exists() else 0
    removed["inbox"] = sum(_clean_inbox(config, home, plan, path) for path in _inbox(home)) + sum(_without_refused(config, home, plan, file) for file in unlanded(config, home))
    return removed


def _clean_log(path: Path, plan: Plan) -> int:
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not any(customer in line for customer in plan.customers)]
    if len(kept) < len(lines):
        path.write_text("".join(kept))
    return len(lines) - len(kept)


def _inbox(home: Home) -> Iterator[Path]:
    """What clients wrote."""
    pulled = home.root / "inbox" / "pulled"
    yield from sorted(path for path in (home.root / "inbox").rglob("*.jsonl") if path.is_file() and pulled not in path.parents)


def _clean_inbox(config: Config, home: Home, plan: Plan, path: Path) -> int:
    """What a client wrote of the person and no build has taken up yet."""
    if path.parent.name == "decisions":
        lines = path.read_text().splitlines(keepends=True)
        theirs = {*plan.identities, *plan.observations}
        left = [line for line in lines if not theirs & {str(value) for value in json.loads(line).values()}]
        path.write_text("".join(left))
        return len(lines) - len(left)
    return _without_refused(config, home, plan, Found("api", path.stem.rpartition(".")[2], str(path), ""))


def _without_refused(config: Config, home: Home, plan: Plan, file: Found) -> int:
    """Writes a file that has not landed anew without the person; returns how many rows went."""
    path = Path(file.path)
    rest = Filter(home, config, frozenset(plan.digests), plan.at, is_exact=True).rest(file.source, file.format, file.path, path.read_bytes())
    if rest is None:
        return 0
    path.write_bytes(rest.data) if rest.data else path.unlink()
    return rest.rows


def forget_former_snapshots(home: Home) -> None:
    """Leaves the snapshot that was just published alone."""
    snapshot.prune(home, keep=1)
