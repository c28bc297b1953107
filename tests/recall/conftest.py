from pathlib import Path

import pytest

from tests.recall.made import Toy, small
from warehouse.home import Home
from warehouse.recall.snapshot import Snapshot, open_current, publish, write


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    home = Home(tmp_path_factory.mktemp("recall"))
    publish(home, write(home, small().frames(), Toy(), "b1"), "b1")
    return open_current(home)
