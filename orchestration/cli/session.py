"""Which store a command works on. What belongs here: --home and --config, and what they lead to. What does not: commands."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.failures import UsageError
from warehouse.home import Home

if TYPE_CHECKING:
    from orchestration.config import Config
    from warehouse.lake import Lake

DEFAULT_HOME = ".tellonce"


@dataclass(frozen=True)
class Session:
    """The store that a command was pointed at. Reading either is left until it is needed."""

    home: Home
    given: Path | None = None

    @cached_property
    def config(self) -> Config:
        """The configuration.

        Raises:
            ConfigError: there is none, or it can't be used.
        """
        from orchestration import config

        return config.load(config.find(self.given))

    @cached_property
    def config_or_default(self) -> Config:
        """The configuration, or the defaults where none was named and none is found."""
        from orchestration import config

        try:
            path = config.find(self.given)
        except config.ConfigError:
            if self.given is not None:
                raise
            return config.Config()
        return config.load(path)

    @cached_property
    def lake(self) -> Lake:
        """The lake's tables."""
        from orchestration.lakes import lake_of

        return lake_of(self.config_or_default, self.home)

    def existing(self) -> Session:
        """Itself.

        Raises:
            UsageError: the home isn't there.
        """
        if not self.home.root.is_dir():
            raise UsageError(f"there is no store in {self.home.root}: run `tellonce build`, or name the home with --home")
        return self


def store_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --home and --config to a command and hands it a Session as its first argument."""

    @click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="The warehouse's folder; TELLONCE_HOME or ./.tellonce by default.")
    @click.option("--config", type=click.Path(path_type=Path), help="The configuration; tellonce.toml from here upwards by default.")
    @functools.wraps(command)
    def with_session(*args: Any, home: Path | None, config: Path | None, **options: Any) -> Any:
        root = home or Path(os.environ.get("TELLONCE_HOME") or DEFAULT_HOME)
        return command(Session(Home(root.absolute()), config), *args, **options)

    return with_session
