"""The configured sources and their files. What belongs here: from configuration to files found. What does not: landing them."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.config import Config
from orchestration.landing import Found, Unreadable, find
from orchestration.pulling import found_pulled
from orchestration.writes import found_writes
from warehouse.home import Home


def found_files(config: Config, home: Home) -> Iterator[Found | Unreadable]:
    """Every file that a source's path names now, source by source, what was pulled and what clients wrote through the service since the last build."""
    for source in config.sources:
        if source.path is not None:
            yield from find(source.name, source.format, config.located(source.path))
        else:
            yield from found_pulled(home, source)
    yield from found_writes(home)
