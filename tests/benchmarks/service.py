"""How many recalls a second the service answers on this machine, how long one takes at half that load, and the memory it holds.

    python -m tests.benchmarks.service [--customers 500] [--seconds 10] [--encoder minilm]

The server is `tellonce serve` in a process of its own, as a user runs it, with a key and a token budget on every recall; each question is encoded. The client
runs beside it on the same cores, so the server has less than all of them. At half load requests are sent by the clock, and a time counts from when a request
was due, so that a stall is not hidden by the client's waiting for it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from itertools import cycle, islice, product
from pathlib import Path

import httpx
import numpy as np

from orchestration import clock
from tests.benchmarks.recall_latency import SUBJECTS, TIMES, VERBS
from tests.recall.made import T0, Made
from warehouse.home import Home
from warehouse.recall.encoder import load
from warehouse.recall.http.keys import Keys
from warehouse.recall.snapshot import publish, write

MEMORIES, CONNECTIONS, LEAST = 40, 8, 20
QUESTIONS = ("what do they think of the {}?", "anything about the {} lately?", "which {} did they want?", "have they had trouble with the {}?")


def world(customers: int) -> Made:
    """Customers with forty memories and messages each."""
    made, said = Made.empty(), cycle(product(VERBS, SUBJECTS, TIMES))
    for number in range(customers):
        who = made.customer(f"c{number}")
        for at, (verb, subject, when) in enumerate(islice(said, MEMORIES)):
            text = f"{verb} the {subject} {when}"
            message = made.say(who, f"I {text}", T0 + timedelta(days=at), talk=f"t{number}")
            made.keep(who, f"The customer {text}", T0 + timedelta(days=at), messages=[message], talk=f"t{number}")
    return made


class Load:
    """Requests over kept connections, as bytes made beforehand.

    Args:
        port: of the server.
        key: a key.
        customers: how many there are to ask about.
    """

    def __init__(self, port: int, key: str, customers: int) -> None:
        self._port = port
        bodies = (
            json.dumps({"identity": f"email:c{number % customers}@example.com", "query": QUESTIONS[number % 4].format(SUBJECTS[number % 12]), "tokenBudget": 400}).encode()
            for number in range(2000)
        )
        head = f"POST /v1/recall HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: "
        self._requests = cycle([f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies])
        self.took: list[float] = []

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, due: float) -> None:
        writer.write(next(self._requests))
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert head.startswith(b"HTTP/1.1 200") and length, head
        await reader.readexactly(int(length[1]))
        self.took.append(time.perf_counter() - due)

    async def closed(self, seconds: float) -> float:
        """As many as come back: recalls a second."""
        began, self.took = time.perf_counter(), []

        async def one() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            while time.perf_counter() - began < seconds:
                await self._ask(reader, writer, time.perf_counter())
            writer.close()

        await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
        return len(self.took) / (time.perf_counter() - began)

    async def clocked(self, seconds: float, rate: float) -> None:
        """At a rate, whatever comes back."""
        began, self.took = time.perf_counter(), []
        due = iter([began + number / rate for number in range(int(seconds * rate))])

        async def one() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            for at in due:
                await asyncio.sleep(max(at - time.perf_counter(), 0))
                await self._ask(reader, writer, at)
            writer.close()

        await asyncio.gather(*(one() for _ in range(CONNECTIONS * 4)))


def measure(home: Home, customers: int, seconds: float) -> None:
    """Starts the server, loads it and prints a table."""
    key = Keys(home).add("benchmark", clock.now())
    command = [sys.executable, "-c", "from orchestration.cli import main; raise SystemExit(main())", "serve", "--home", str(home.root), "--port", "0", "--rate", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=home.root)
    try:
        told = next(line for line in server.stderr if line.startswith("serving"))
        port = int(re.search(r":(\d+)/", told)[1])
        os.set_blocking(server.stderr.fileno(), True)
        subprocess.Popen(["cat"], stdin=server.stderr, stdout=subprocess.DEVNULL)
        load_ = Load(port, key, customers)
        asyncio.run(load_.closed(2))
        before = cpu_seconds(server.pid)
        most = asyncio.run(load_.closed(seconds))
        cpu = (cpu_seconds(server.pid) - before) / len(load_.took)
        asyncio.run(load_.clocked(seconds, max(most / 2, LEAST)))
        middle, high = np.percentile(load_.took, [50, 99]) * 1000
        memory = float(re.search(r"resident_memory_bytes (\d+)", httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text)[1])
    finally:
        server.terminate()
        server.wait(20)
    print("| recalls a second | CPU a recall | p50 at half | p99 at half | memory | cores | load before |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print(f"| {most:.0f} | {cpu * 1000:.1f} ms | {middle:.1f} ms | {high:.1f} ms | {memory / 1e6:.0f} MB | {os.cpu_count()} | {os.getloadavg()[2]:.1f} |")


def cpu_seconds(process: int) -> float:
    """What a process has used of the cores."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Makes a store, or takes one, and measures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--customers", type=int, default=500)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--encoder", default="minilm")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        publish(home, write(home, world(given.customers).frames(), load(given.encoder), "benchmark"), "benchmark")
        print(f"{given.customers} customers of {MEMORIES} memories, encoder {given.encoder}")
        measure(home, given.customers, given.seconds)


if __name__ == "__main__":
    main()
