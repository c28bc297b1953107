from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from transforms.extractors.exemplars import Exemplars, Lines, digests, seed

COMPARED = """
import sys
from pathlib import Path
from orchestration.config import Config
from orchestration.extractors import make
from orchestration.registries import registry_of
from warehouse.home import Home
config = Config()
made = make(Home(Path(sys.argv[1])), config, config.extractors_in_use, registry_of(config))
print(made.generation)
sys.exit(str(sorted({"sklearn", "scipy", "wordllama"} & set(sys.modules)) or ""))
"""


def test_comparing_extractors_loads_no_model(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", COMPARED, tmp_path], capture_output=True, text=True, timeout=120)
    assert (ran.stderr.strip(), len(ran.stdout.strip())) == ("", 32)


def test_the_digest_is_that_of_the_extractor_when_it_is_trained() -> None:
    few, own = Lines(seed().sentences[:50]), Lines(seed().sentences[50:52])
    trained = Exemplars.train(own, seed=few)
    assert (trained.digest, trained.version) == (digests.of(few, own), digests.VERSION)
