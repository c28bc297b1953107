import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import uvicorn

from tests.recall.made import small
from warehouse.home import Home
from warehouse.recall.encoder import Encoder, WordLlama
from warehouse.recall.http.app import make_app
from warehouse.recall.http.identities import plain
from warehouse.recall.http.stores import Store
from warehouse.recall.snapshot import publish, write

NOW = datetime(2026, 3, 1, 12)


@dataclass
class Served:
    url: str
    keys: dict[str, str]
    homes: dict[str, Home]

    def client(self, store: str = "acme") -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.keys[store]}"}, trust_env=False)


def put(home: Home, build_id: str, marker: str = "", encoder: Encoder | None = None) -> str:
    snapshot_id = write(home, small(marker).frames(), encoder or WordLlama(), build_id)
    publish(home, snapshot_id, build_id)
    return snapshot_id


def store(name: str, root: Path) -> Store:
    return Store(name, Home(root), lambda: NOW, plain)


class Running:
    def __init__(self, stores: dict[str, Store], **settings: float) -> None:
        config = uvicorn.Config(make_app(stores, **settings), port=0, log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        socket = config.bind_socket()
        self.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [socket]}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self.url

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two stores with the same two customers, one server."""
    stores = {name: store(name, tmp_path_factory.mktemp(name)) for name in ("acme", "other")}
    for name, each in stores.items():
        put(each.home, f"build-{name}")
    keys = {name: each.keys.add("tests", NOW) for name, each in stores.items()}
    with Running(stores, rate=0) as url:
        yield Served(url, keys, {name: each.home for name, each in stores.items()})


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client
