"""Opens the lake that a configuration names. What belongs here: address and credentials. What does not: tables."""

from __future__ import annotations

import os

from orchestration.config import Config
from orchestration.failures import UsageError
from warehouse.home import Home
from warehouse.lake import Lake


def lake_of(config: Config, home: Home) -> Lake:
    """The lake of `[lake] uri`, or the one in the home.

    Raises:
        UsageError: a secret that the configuration names is not in the environment.
    """
    if config.lake.uri is None:
        return Lake(str(home.lake))
    missing = sorted({name for name in config.lake.secrets.values() if name not in os.environ})
    if missing:
        raise UsageError(f"lake.secrets: not in the environment: {', '.join(missing)}")
    secrets = {option: os.environ[name] for option, name in config.lake.secrets.items()}
    return Lake(config.located(config.lake.uri), {**config.lake.options, **secrets})
