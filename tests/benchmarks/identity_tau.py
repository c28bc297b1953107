"""How many conversations that name nobody are put with the right record? tau's 500 messages, with a reader of statements that knows only forms.

python tests/benchmarks/identity_tau.py /work/shared/data/tau
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import polars as pl

from transforms.identifiers import normalise
from transforms.identities import IdentitySettings, evidence, resolve, with_unnamed
from warehouse.home import Key
from warehouse.tables.landing import IdentityMentions, Interactions, Records
from warehouse.tables.ledgers import Decisions
from warehouse.tables.observations import Observations

FORMS = {
    "contact.email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "order.number": r"#W\d+",
    "person.name": r"[Nn]ame is ((?:[A-Z][a-z]+ ?){2})",
    "contact.postal_code": r"\b\d{5}\b",
    "account.username": r"\b[a-z]+_[a-z]+_\d{4}\b",
    "booking.number": r"\b[A-Z0-9]{6}\b",
}
LANDED = datetime(2024, 6, 1)

SHARED = Path(__file__).resolve().parents[3] / "shared"


def rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def frame(schema, given: list[dict]) -> pl.DataFrame:
    return pl.DataFrame(given, schema=schema.create_empty().schema)


def records(folder: Path, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records and their identity mentions, as landing makes them."""
    kept, given = [], []
    for n, row in enumerate(rows(folder / "records.jsonl.gz")):
        at = moment(row["updated_at"])
        kept.append(
            {
                "source": source,
                "record_id": row["record_id"],
                "row_hash": "h",
                "updated_at": at,
                "recorded_at": LANDED,
                "attributes": json.dumps(row["attributes"]),
                "export_id": "x",
                "place": n,
            }
        )
        for one in row["identifiers"]:
            form = normalise(one["type"], one["value"], "US")
            given.append(
                {
                    "source": source,
                    "carrier": "record",
                    "carrier_id": row["record_id"],
                    "identity": form.identity,
                    "identity_type": form.type,
                    "value": form.value,
                    "raw_value": one["value"],
                    "is_valid": form.is_valid,
                    "occurred_at": at,
                    "recorded_at": LANDED,
                    "export_id": "x",
                }
            )
    return frame(Records, kept), frame(IdentityMentions, given)


def statements(messages: list[dict]) -> pl.DataFrame:
    said = [(row, attribute, match.group(match.re.groups)) for row in messages for attribute, form in FORMS.items() for match in re.finditer(form, row["text"])]
    return frame(
        Observations,
        [
            {
                "observation_id": str(n),
                "identity": f"conversation:tau:{row['conversation_id']}",
                "kind": "attribute",
                "attribute": attribute,
                "value": value.strip(),
                "operation": "assert",
                "authority": "customer",
                "interaction_id": f"tau:{row['message_id']}",
                "conversation_id": row["conversation_id"],
                "recorded_at": LANDED,
                "activated_at": LANDED,
            }
            for n, (row, attribute, value) in enumerate(said)
        ],
    )


def main(folder: Path) -> None:
    messages = rows(folder / "interactions.jsonl.gz")
    kept, given = records(folder, "crm")
    talks = frame(
        Interactions,
        [{"source": "tau", "conversation_id": m["conversation_id"], "occurred_at": moment(m["occurred_at"]), "recorded_at": LANDED, "export_id": "y"} for m in messages],
    )
    owners = {row["conversation_id"]: row["cluster"] for row in rows(folder / "gold.jsonl.gz")}
    for stated in ("off", "identifiers", "identifiers_and_names"):
        settings = IdentitySettings(stated=stated)
        mentions = with_unnamed(given, talks, kept)
        found = resolve(evidence(mentions, statements(messages), kept, frame(Decisions, []), settings), mentions, settings, Key(b"k" * 32))
        customer = dict(found.memberships.select("identity", "customer_id").iter_rows())
        owned: dict[str, set] = {}
        for identity in customer:
            if identity.startswith("external_id:"):
                owned.setdefault(customer[identity], set()).add(identity)
        count: Counter = Counter()
        for conversation, owner in owners.items():
            reached = owned.get(customer[f"conversation:tau:{conversation}"], set())
            count["right" if reached == {owner} else "wrong" if reached - {owner} else "open"] += 1
        print(stated, dict(count), found.links.filter(pl.col("rule") == "stated")["state_reason"].value_counts(sort=True).rows())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else SHARED / "data" / "tau"))
