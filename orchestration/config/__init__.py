"""tellonce.toml, typed. What belongs here: its shape, and errors that name the line. What does not: what is made of it."""

from __future__ import annotations

from orchestration.config.loading import ConfigError, find, load, parse
from orchestration.config.models import Config

__all__ = ["Config", "ConfigError", "find", "load", "parse"]
