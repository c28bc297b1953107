"""The asset `exports`: what the sources hold, landed. What belongs here: the asset. What does not: how a file is copied."""

import dagster as dg

from orchestration.governance.refusals import Filter, in_force
from orchestration.landing import Found, Unreadable, land
from orchestration.reading import refuse_unreadable
from orchestration.sources import found_files
from orchestration.writes import clear_landed, take_decisions


@dg.asset(
    group_name="exports",
    kinds={"file"},
    required_resource_keys={"store"},
    description="Export files copied byte for byte under their content hash, and registered with the build's clock.",
)
def exports(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Lands what is new."""
    store = context.resources.store
    with store.stage("exports") as counts:
        take_decisions(store)
        found = list(found_files(store.config, store.home))
        for name in sorted({s.name for s in store.config.sources if s.path} - {f.source for f in found}):
            store.progress.note(f"source {name}: its path names no file")
        refused = in_force(store.lake)
        copy = Filter(store.home, store.config, refused, store.clock).copy if refused else None
        rows, broken = land(store.home, [f for f in found if isinstance(f, Found)], store.lake.read("exports"), store.clock, copy)
        store.lake.append("exports", rows)
        clear_landed(store.home, found)
        refuse_unreadable(store, [f for f in found if isinstance(f, Unreadable)] + broken)
        counts |= {"files": len(found), "landed": len(rows), "bytes": int(rows["bytes"].sum())}
    return dg.MaterializeResult(metadata=counts)
