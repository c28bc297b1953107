"""`tellonce init`. What belongs here: writing a configuration to begin with. What does not: what is in it (template.toml)."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from orchestration.failures import UsageError

NAME = "tellonce.toml"


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--sample", is_flag=True, help="Also write a folder of sample exports in real vendor formats, and a configuration that reads them.")
@click.option("--home", hidden=True, expose_value=False, help="Taken like everywhere; there is nothing to do with it.")
@click.option("--config", hidden=True, expose_value=False, help="Taken like everywhere; there is nothing to do with it.")
def init(folder: Path, sample: bool) -> None:
    """Write a commented tellonce.toml.

    A file that is there already is left alone, unless it is a sample's own.
    """
    if sample:
        from orchestration.sample import write

        write(folder)
        click.echo(f"wrote a sample to {folder}; next: tellonce build --config {folder / NAME}")
        return
    target = folder / NAME
    if target.exists():
        raise UsageError(f"{target} is there already: remove it first, or name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(resources.files("orchestration").joinpath("template.toml").read_text(encoding="utf-8"), encoding="utf-8")
    click.echo(f"wrote {target}; name your exports under [[sources]], then run: tellonce build")
