"""`tellonce serve`. What belongs here: which stores are served, where, and their keys. What does not: the service (warehouse.recall.http)."""

from __future__ import annotations

import functools
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli import output
from orchestration.cli.session import Session, store_options
from orchestration.failures import UsageError

if TYPE_CHECKING:
    from warehouse.recall.http.keys import Keys
    from warehouse.recall.http.stores import Store

_STORE_HELP = "Serve this home under this name, too. May be given several times."


@click.group(invoke_without_command=True)
@store_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8484, show_default=True, help="The port; 0 is any that is free.")
@click.option("--store", "others", multiple=True, metavar="NAME=HOME", help=_STORE_HELP)
@click.option("--rate", type=click.FloatRange(min=0), default=100.0, show_default=True, metavar="N", help="Requests a second for each key; 0 is no limit.")
@click.option("--mcp-stdio", is_flag=True, help="Speak MCP on standard input and output instead, for a program that starts this one.")
@click.pass_context
def serve(context: click.Context, session: Session, host: str, port: int, others: tuple[str, ...], rate: float, mcp_stdio: bool) -> None:
    """The recall service, HTTP and MCP.

    Answers from the published snapshot, and takes up a new one by itself. `tellonce serve keys add NAME` makes a key."""
    context.obj = session
    if context.invoked_subcommand is not None:
        return
    stores = _stores(session.existing(), others)
    if mcp_stdio:
        from warehouse.recall.mcp import run_stdio

        run_stdio(next(iter(stores.values())))
        return
    _listen(stores, host, port, rate)


@serve.group()
def keys() -> None:
    """Who may ask: keys of the store in --home."""


@keys.command("add")
@click.argument("name")
@click.pass_obj
def add(session: Session, name: str) -> None:
    """Make a key and print it, this once."""
    from orchestration import clock
    from warehouse.recall.http.keys import BadKeyError

    keys = _keys(session)
    try:
        secret = keys.add(name, clock.now())
    except BadKeyError as problem:
        raise UsageError(str(problem)) from None
    _audit(session, "key", keys.digest_of(name) or "")
    click.echo(secret)
    click.echo("this is the only time it is shown; a running service takes it from now on", err=True)


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def listed(session: Session, as_json: bool) -> None:
    """Names of keys and when they were made."""
    rows = [{"name": entry.name, "made_at": entry.made_at} for entry in _keys(session).all()]
    if as_json:
        output.json_array(rows)
    else:
        output.table(["name", "made at"], [[row["name"], row["made_at"]] for row in rows])


@keys.command("remove")
@click.argument("name")
@click.pass_obj
def remove(session: Session, name: str) -> None:
    """End a key, at once."""
    from warehouse.recall.http.keys import BadKeyError

    keys = _keys(session)
    digest = keys.digest_of(name)
    try:
        keys.remove(name)
    except BadKeyError as problem:
        raise UsageError(str(problem)) from None
    _audit(session, "key_end", digest or "")


def _audit(session: Session, action: str, digest: str) -> None:
    """A key is an act of the audit chain, by the digest that is kept of it."""
    import getpass

    from orchestration import clock
    from warehouse.governance import audit

    audit.append(session.home, session.lake, action, digest, clock.now(), actor=getpass.getuser())


def _keys(session: Session) -> Keys:
    from warehouse.recall.http.keys import Keys

    return Keys(session.existing().home)


def _stores(session: Session, others: tuple[str, ...]) -> dict[str, Store]:
    """The session's own store under its configured name, and the others; a name is only ever compared, never made into a path."""
    from orchestration import clock
    from orchestration.cli import arguments
    from warehouse.home import Home
    from warehouse.recall.http.identities import plain
    from warehouse.recall.http.stores import BadValueError, Store

    def normalise(session: Session, written: str) -> str:
        try:
            return arguments.identity(session, written)
        except (UsageError, ImportError):
            return plain(written)

    def canonical(session: Session, attribute: str, value: str) -> tuple[str, str]:
        try:
            from orchestration.registries import registry_of
        except ImportError:
            return attribute, value  # a machine that only serves; the build that takes the correction up looks it up
        registry = registry_of(session.config_or_default)
        name = registry.match(attribute)
        if name is None:
            raise BadValueError(f"no attribute {attribute!r}")
        return name, registry[name].canonical(value)

    def made(session: Session, name: str) -> Store:
        return Store(name, session.home, clock.now, functools.partial(normalise, session), functools.partial(canonical, session))

    own = session.config_or_default.store.name
    stores = {own: made(session, own)}
    for given in others:
        name, equals, folder = given.partition("=")
        if not equals or not name or name in stores:
            raise UsageError(f"--store {given}: say NAME=HOME, each name once")
        home = Home(Path(folder).absolute())
        if not home.root.is_dir():
            raise UsageError(f"--store {given}: there is no store in {folder}")
        stores[name] = made(Session(home, session.given), name)
    return stores


def _listen(stores: dict[str, Store], host: str, port: int, rate: float) -> None:
    import uvicorn

    from orchestration import clock
    from warehouse.recall.http import logs
    from warehouse.recall.http.app import make_app

    for store in stores.values():
        store.warm()
        if not store.keys.all():
            click.echo(f"store {store.name} has no key yet, so nobody may ask: `tellonce serve --home {store.home.root} keys add NAME` makes one", err=True)
    logs.set_up(clock.now)
    config = uvicorn.Config(make_app(stores, rate=rate), host=host, port=port, log_config=None, access_log=False, server_header=False, limit_concurrency=256)
    try:
        listener = config.bind_socket()
    except SystemExit:
        raise UsageError(f"cannot listen at {host} port {port}: is it taken? --port names another") from None
    listener.set_inheritable(False)
    listener.listen()
    shown = f"[{host}]" if listener.family == socket.AF_INET6 else host
    click.echo(f"serving {', '.join(stores)} at http://{shown}:{listener.getsockname()[1]}/", err=True)
    uvicorn.Server(config).run(sockets=[listener])
