"""Taking a person away: landing, lake, folders. What belongs here: each place and what is done to it. What does not: the order, and checking.

How much goes is noted in the plan before it goes, so that an erasure that was interrupted tells the same as one that was not.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.config import Config
from orchestration.delivery_ledger import newest
from orchestration.governance.plan import DRAWN, Plan, answers_about, note
from orchestration.governance.refusals import Filter, put, refused_path, rows_refused
from orchestration.landing import Found, landed_path
from orchestration.proposals import RECORD
from orchestration.pulling import unlanded
from transforms.interactions.refusing import Rest
from warehouse.governance.scan import Scanner
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.recall import snapshot
from warehouse.tables.registry import TABLES

READ = ("interactions", "records", "identity_mentions", "quarantine")
READ_FROM = ("extractions", "shadow_extractions")
ANEW = ("echoes", "links", "memberships", "customers")


def rewrite_landing(config: Config, home: Home, lake: Lake, plan: Plan) -> None:
    """Rewrites every landed file that holds refused rows, and the register with it.

    The register's row keeps its source and time and gets the new file's hash, name of format and size. What the file was before is written nowhere.
    """
    refuse = Filter(home, config, plan.refused, plan.at, is_exact=True)
    register, kept, files = lake.read("exports"), list[dict[str, Any]](), 0
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
        files += 1
    note(home, plan, {"landing files": files})
    rewritten = pl.DataFrame(kept, schema=register.schema).sort("recorded_at").unique(["source", "export_id"], keep="first", maintain_order=True)
    lake.recreate("exports", rewritten)
    _forget_files(home, set(rewritten["export_id"]))


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


def clean_tables(home: Home, lake: Lake, plan: Plan) -> None:
    """Writes every table anew without the person."""
    # Before the messages go: they say which conversations the person took part in.
    answers, theirs = lake.read("answers"), answers_about(lake, plan)
    _write(home, lake, plan, "answers", answers.join(theirs, on=["source", "conversation_id"], how="anti"), len(theirs))
    registered = _read_for_good(home, lake)
    for name in READ:
        rows = lake.read(name)
        mine = _without_theirs(name, rows, plan) if name != "quarantine" else rows.filter(~_names(plan))
        _write(home, lake, plan, name, _of_files_that_stay(name, mine, registered), len(rows) - len(mine))
    lake.recreate("export_reads", lake.read("export_reads").join(registered, on=["source", "export_id"], how="semi"))
    for name in DRAWN:
        _clean(home, lake, plan, name, pl.col("observation_id").is_in(pl.Series(plan.observations, dtype=pl.String).implode()))
    spans, held = lake.read("sensitive_spans"), lake.read("interactions").select("interaction_id", "row_hash")
    lake.recreate("sensitive_spans", spans.join(held, on=held.columns, how="semi"))
    for name in READ_FROM:
        lake.recreate(name, _extractions(lake.read(name), plan))
    for name in ("delivered", "recalls"):
        _clean(home, lake, plan, name, pl.col("customer_id").is_in(plan.customers))
    for name in ANEW:
        lake.recreate(name, TABLES[name].empty())
    _clean(home, lake, plan, "decisions", _is_theirs_to_decide(plan))
    _take_back(home, lake, plan)
    former = lake.read("former_activations")
    lake.recreate("former_activations", former.join(lake.read("observations"), on="observation_id", how="semi"))
    _clean(home, lake, plan, "proposals", _is_said_of(plan))
    for name in ("attributes", "policies", "activations", "generations", "matchers", "builds"):
        lake.recreate(name, lake.read(name))


def _write(home: Home, lake: Lake, plan: Plan, name: str, kept: pl.DataFrame, gone: int) -> None:
    note(home, plan, {f"lake.{name}": gone})
    lake.recreate(name, kept)


def _clean(home: Home, lake: Lake, plan: Plan, name: str, goes: pl.Expr) -> None:
    rows = lake.read(name)
    kept = rows.filter(~goes.fill_null(False))
    _write(home, lake, plan, name, kept, len(rows) - len(kept))


def _read_for_good(home: Home, lake: Lake) -> pl.DataFrame:
    """(source, export_id) of exports that need not be read again.

    What is not read yet, as a file that was rewritten, will be; and with it what landed beside it, where files hold the same rows: whose a row is
    depends on all of them.
    """
    register, marks, landed = lake.read("exports"), lake.read("export_reads"), ["source", "recorded_at"]
    unread = register.join(marks, on=["source", "export_id"], how="anti").select(landed).unique()
    sharing = register.join(marks.filter(pl.col("rows_known") > 0), on=["source", "export_id"], how="semi").select(landed).unique()
    again = register.join(unread, on=landed, how="semi").join(sharing, on=landed, how="semi")
    again = again.filter(pl.Series([landed_path(home, export_id).exists() for export_id in again["export_id"]], dtype=pl.Boolean))
    return register.join(again, on=["source", "export_id"], how="anti").select("source", "export_id")


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


def _of_files_that_stay(name: str, rows: pl.DataFrame, registered: pl.DataFrame) -> pl.DataFrame:
    """Rows of exports that are not read again, and of files that could not be read at all."""
    read = rows.join(registered, on=["source", "export_id"], how="semi")
    return pl.concat([read, rows.filter(pl.col("export_id").is_null())]) if name == "quarantine" else read


def _names(plan: Plan) -> pl.Expr:
    """Rows of quarantine that name the person."""
    names = [n for identity in plan.identities if len(n := identity.partition(":")[2]) > 3]
    return pl.concat_str(pl.col("path"), pl.col("row").fill_null("")).str.contains_any(names, ascii_case_insensitive=True) if names else pl.lit(False)


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


def _take_back(home: Home, lake: Lake, plan: Plan) -> None:
    """Puts a removal, of nobody's row, in the place of whatever a target was sent of the person; its key stays until the target confirms.

    A row of somebody else may hold the person too, where both were taken for one when it was last sent: of that, only that it has to go anew is left.
    """
    rows, looking = newest(lake).collect(), Scanner(home, plan.needles)
    is_theirs = rows["customer_id"].is_in(plan.customers).fill_null(False) | looking.holding(rows["key"])
    theirs, others = rows.filter(is_theirs & (rows["status"] != "removed")), rows.filter(~is_theirs)
    nobodys = {"customer_id": pl.lit(None, pl.String), "operation": pl.lit("remove"), "content_hash": pl.lit(home.key.digest("removed"))}
    back = _due_again(theirs, plan).with_columns(**nobodys)
    is_of_both = looking.holding(others["payload"])
    anew = _due_again(others.filter(is_of_both), plan).with_columns(content_hash=pl.lit(home.key.digest("forgotten")))
    kept = others.filter(~is_of_both)
    kept = kept.with_columns(answer=pl.when(~looking.holding(kept["answer"])).then("answer"))
    note(home, plan, {"deliveries to take back": len(back), "deliveries to send anew": len(anew)})
    lake.recreate("deliveries", pl.concat([part.select(rows.columns) for part in (kept, anew, back)]))


def _due_again(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Rows of the ledger as if no batch had them, and without what was in them."""
    empty = pl.lit(None, pl.String)
    return rows.with_columns(
        payload=empty, answer=empty, batch_id=empty, status=pl.lit("pending"), attempts=pl.lit(0, pl.Int64), changed_at=pl.lit(plan.at, pl.Datetime("us"))
    )  # fmt: skip


def pending_keys(lake: Lake, plan: Plan) -> set[str]:
    """Keys under which targets still hold the person: they have to stay until the targets let go."""
    rows = newest(lake).filter(pl.col("customer_id").is_null() & (pl.col("operation") == "remove") & (pl.col("status") != "removed"))
    keys = set(rows.select("key").collect()["key"])
    return keys | {text for text in plan.needles.strong + plan.needles.weak if any(text in key for key in keys)}


def kept(lake: Lake, plan: Plan) -> dict[str, str]:
    """What could not be removed, and why."""
    return {"lake.deliveries.key": "a target needs it to take the person back; `tellonce deliver` sends the removal"} if pending_keys(lake, plan) else {}


def clean_folders(config: Config, home: Home, plan: Plan) -> None:
    """Removes what is made anew, and cleans what is not."""
    for folder in (home.cache, home.dbt, home.dagster):
        shutil.rmtree(folder, ignore_errors=True)
    for path in home.database.parent.glob(f"{home.database.name}*"):
        path.unlink()
    for path in home.root.rglob(".scan-*"):
        shutil.rmtree(path, ignore_errors=True)
    for draft in home.root.glob(f".{home.published.name}*"):
        draft.unlink()
    rest = {path: _rest_of_log(path, plan) for path in home.recall_log.glob("*")} if home.recall_log.exists() else {}
    waiting = {path: _rest_of_inbox(config, home, plan, path) for path in _inbox(home)}
    waiting |= {Path(file.path): _without_refused(config, home, plan, file) for file in unlanded(config, home)}
    note(home, plan, {"recall_log": sum(each.rows for each in rest.values()), "inbox": sum(each.rows for each in waiting.values())})
    for path, left in (rest | waiting).items():
        if left.rows:
            path.write_bytes(left.data) if left.data else path.unlink()


def _rest_of_log(path: Path, plan: Plan) -> Rest:
    return _lines_without(path, lambda line: any(customer in line for customer in plan.customers))


def _lines_without(path: Path, is_theirs: Callable[[str], bool]) -> Rest:
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not is_theirs(line)]
    return Rest("".join(kept).encode(), None, len(lines) - len(kept))


def _inbox(home: Home) -> Iterator[Path]:
    """What clients wrote."""
    pulled = home.root / "inbox" / "pulled"
    yield from sorted(path for path in (home.root / "inbox").rglob("*.jsonl") if path.is_file() and pulled not in path.parents)


def _rest_of_inbox(config: Config, home: Home, plan: Plan, path: Path) -> Rest:
    """What is left of what a client wrote and no build has taken up yet."""
    if path.parent.name == "decisions":
        theirs = {*plan.identities, *plan.observations}
        return _lines_without(path, lambda line: bool(theirs & {str(value) for value in json.loads(line).values()}))
    return _without_refused(config, home, plan, Found("api", path.stem.rpartition(".")[2], str(path), ""))


def _without_refused(config: Config, home: Home, plan: Plan, file: Found) -> Rest:
    """What is left of a file that has not landed."""
    data = Path(file.path).read_bytes()
    return Filter(home, config, plan.refused, plan.at, is_exact=True).rest(file.source, file.format, file.path, data) or Rest(data, file.format, 0)


def forget_former_snapshots(home: Home) -> None:
    """Leaves the snapshot that was just published alone."""
    snapshot.prune(home, keep=1)
