"""The attribute registry in force. What belongs here: putting the seed and the user's own together. What does not: what attributes mean."""

from __future__ import annotations

from importlib import resources

from orchestration.config import Config
from transforms.registry import Registry, read_registry


def registry_of(config: Config) -> Registry:
    """The built-in attributes with those of tellonce.toml over them."""
    seed = resources.files("dbt_project").joinpath("seeds/attributes.csv").read_text(encoding="utf-8")
    own = [attribute.model_dump(by_alias=True) for attribute in config.attributes]
    return read_registry(seed, own, {name: given.model_dump() for name, given in config.classes.items()})
