import json

import httpx
import pytest

from tests.service.conftest import Served

ODD = [
    "\ud800",
    "\x00",
    "a\x00b",
    "\u202e\u2066",
    "𝔘" * 300,
    "' or 1=1 --",
    "%s%n{0}",
    "null",
    "[]",
    " ",
    "-",
    "\n" * 50,
    "email:",
    ":",
    "::::",
    "conversation:a:b",
    "email:\ud83d",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_is_answered_or_refused_and_never_fails(client: httpx.Client, odd: str):
    def post(path: str, body: dict) -> int:
        return client.post(path, content=json.dumps(body).encode(), headers={"content-type": "application/json"}).status_code

    inside = "/v1/Stores/acme/Profiles"
    seen = [
        post("/v1/recall", {"identity": odd, "query": "seat"}),
        post("/v1/recall", {"identity": "email:ana@example.com", "query": odd, "conversation_id": odd}),
        post("/v1/handoff", {"identity": odd}),
        post(f"{inside}/Lookup", {"idType": odd, "value": odd}),
        post(f"{inside}/c-ana/Recall", {"query": odd, "conversationId": odd}),
        post(f"{inside}/c-ana/Observations", {"observations": [{"content": odd}]}),
        post(f"{inside}/c-ana/Identifiers", {"idType": odd, "value": odd}),
        post(inside, {"traits": {odd: {odd: odd}}}),
    ]
    plain = odd.encode("utf-8", "replace").decode()
    seen.append(client.get("/v1/search", params={"query": plain}).status_code)
    seen.append(client.post("/customers", data={"identity": plain}).status_code)
    seen.append(client.post("/customers/c-ana", data={"query": plain, "budget": plain, "limit": plain}).status_code)
    assert all(status in (200, 202, 303, 404, 422) for status in seen), seen


@pytest.mark.parametrize(
    "body",
    [
        '{"identity": "a", "query": "q", "threshold": NaN}', '{"identity": "a", "query": "q", "token_budget": 1e400}', '{"identity": "a", "limit": 99999999999}',
        '{"identity": "email:ana@example.com", "query": "q", "as_of": "0001-01-01T00:00:00+14:00"}', '{"identity": "email:ana@example.com", "as_of": "9999-12-31T23:59:59-14:00"}',
        '{"identity": "email:ana@example.com", "query": "q", "token_budget": 123456789012345678901234567890}', "[" * 5000, "null", '"x"', "",
    ],
)  # fmt: skip
def test_odd_bodies_are_answered_or_refused(served: Served, body: str):
    with served.client() as client:
        for path in ("/v1/recall", "/v1/Stores/acme/Profiles/c-ana/Recall", "/v1/Stores/acme/Profiles/c-ana/Observations"):
            assert client.post(path, content=body.encode(), headers={"content-type": "application/json"}).status_code in (200, 400, 422)
