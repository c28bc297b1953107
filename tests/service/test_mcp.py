import json
import sys
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from tests.service.conftest import Served, put
from warehouse.home import Home

ANA = "email:ana@example.com"


def told(result) -> dict:
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


async def ask_everything(client: Client) -> str:
    names = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(names) == {"recall", "profile", "handoff"}
    assert set(names["recall"].input_schema["required"]) == {"identity", "query"}
    answer = told(await client.call_tool("recall", {"identity": ANA, "query": "which seat?", "token_budget": 60}))
    assert answer["observations"][0]["content"] == "Prefers an aisle seat on flights"
    assert answer["meta"]["tokensUsed"] <= 60
    profile = told(await client.call_tool("profile", {"identity": ANA}))
    assert [row["value"] for row in profile["attributes"]] == ["sms"]
    assert told(await client.call_tool("profile", {"identity": ANA, "known_as_of": "2024-01-20T00:00:00Z"}))["attributes"][0]["value"] == "email"
    assert "Promised" in told(await client.call_tool("handoff", {"identity": ANA}))["context"]
    assert told(await client.call_tool("recall", {"identity": "email:nobody@example.com", "query": "x"}))["customer_id"] is None
    assert (await client.call_tool("recall", {"identity": ANA})).is_error
    templates = (await client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["tellonce://profile/{identity}"]
    read = await client.read_resource("tellonce://profile/email%3Aana%40example.com")
    assert json.loads(read.contents[0].text) == profile
    return answer["meta"]["buildId"]


@pytest.mark.parametrize("store", ["acme", "other"])
def test_the_sdks_client_is_answered_over_http(served: Served, store: str):
    async def run() -> None:
        carrier = httpx2.AsyncClient(headers={"Authorization": f"Bearer {served.keys[store]}"}, trust_env=False)
        async with carrier, Client(streamable_http_client(f"{served.url}/mcp", http_client=carrier)) as client:
            assert await ask_everything(client) == f"build-{store}"

    anyio.run(run)


def test_the_sdks_client_is_answered_over_standard_input_and_output(tmp_path: Path):
    put(Home(tmp_path / "home"), "build-stdio")
    program = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from orchestration.cli import main; raise SystemExit(main())", "serve", "--home", str(tmp_path / "home"), "--mcp-stdio"],
        cwd=tmp_path,
    )

    async def run() -> None:
        async with Client(program) as client:
            assert await ask_everything(client) == "build-stdio"

    anyio.run(run)
