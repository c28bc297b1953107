from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from transforms.extractors import TURNS
from transforms.registry import Registry, read_registry

SEED = (Path(__file__).parents[3] / "dbt_project" / "seeds" / "attributes.csv").read_text()
SAID = datetime(2026, 1, 5, 10)


def registry(*own) -> Registry:
    return read_registry(SEED, own)


def turns(*lines, channel="chat", language="en", zone="UTC"):
    """Lines such as 'c: hello' and 'a: hi'; without a letter the customer speaks."""
    who = {"c": "customer", "a": "agent", "b": "bot", "s": "system"}
    rows = []
    for place, line in enumerate(lines):
        speaker, text = (who[line[0]], line[3:]) if line[1:3] == ": " and line[0] in who else ("customer", line)
        rows.append(
            {
                "episode_id": "e", "position": place, "interaction_id": f"s:{place}", "row_hash": "h", "conversation_id": "c", "source": "s", "channel": channel, "speaker": speaker,
                "occurred_at": SAID + timedelta(minutes=place), "text": text, "language": language, "timezone": zone,
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=TURNS)


def told(extractor, *lines, **given):
    """(attribute or topic, value) pairs; '-' before the name of what is taken back."""
    found = extractor.extract(turns(*lines, **given))
    return {(("-" if o == "retract" else "") + (a or t or k), v) for a, t, k, v, o in found.select("attribute", "topic", "kind", "value", "operation").iter_rows()}
