"""Opens the lake that a configuration names. What belongs here: address and credentials. What does not: tables."""

from __future__ import annotations

from orchestration.config import Config
from orchestration.secrets import secrets_of
from warehouse.home import Home
from warehouse.lake import Lake


def lake_of(config: Config, home: Home) -> Lake:
    """The lake of `[lake] uri`, or the one in the home.

    Raises:
        UsageError: a secret that the configuration names stands for nothing.
    """
    if config.lake.uri is None:
        return Lake(str(home.lake))
    return Lake(config.located(config.lake.uri), {**config.lake.options, **secrets_of(config).of("lake.secrets", config.lake.secrets)})
