import httpx

from tests.service.conftest import Served
from warehouse.recall.answer import Options, recall
from warehouse.recall.believed import profile
from warehouse.recall.encoder import WordLlama
from warehouse.recall.handoff import handoff
from warehouse.recall.snapshot import open_current

ANA = "email:ana@example.com"


def without_chance(answer: dict) -> dict:
    return answer | {"meta": {name: value for name, value in answer["meta"].items() if name not in ("recallId", "queryTime")}}


def test_a_recall_is_the_object_of_the_contract(client: httpx.Client, served: Served):
    answer = client.post("/v1/recall", json={"identity": ANA, "query": "which seat?", "token_budget": 60}).json()
    snapshot = open_current(served.homes["acme"])
    assert without_chance(answer) == without_chance(recall(snapshot, ANA, "which seat?", Options(token_budget=60), encoder=WordLlama()))
    assert answer["observations"][0]["content"] == "Prefers an aisle seat on flights"


def test_options_go_by_either_spelling(client: httpx.Client):
    snake = client.post("/v1/recall", json={"identity": ANA, "query": "seat", "token_budget": 30, "known_as_of": "2024-01-20T00:00:00Z"}).json()
    camel = client.post("/v1/recall", json={"identity": ANA, "query": "seat", "tokenBudget": 30, "knownAsOf": "2024-01-20T01:00:00+01:00"}).json()
    assert without_chance(snake) == without_chance(camel)
    assert snake["observations"][0]["content"] == "Prefers a window seat on flights"


def test_an_unknown_customer_is_null(client: httpx.Client):
    answer = client.post("/v1/recall", json={"identity": "email:nobody@example.com", "query": "seat"}).json()
    assert (answer["customer_id"], answer["observations"], answer["context"]) == (None, [], "")
    assert client.get("/v1/profile", params={"identity": "email:nobody@example.com"}).json() == {"customer_id": None, "identities": [], "attributes": []}


def test_profile_and_handoff_are_those_of_the_snapshot(client: httpx.Client, served: Served):
    snapshot = open_current(served.homes["acme"])
    assert client.get("/v1/profile", params={"identity": "Ana@Example.com"}).json() == profile(snapshot, ANA)
    assert client.post("/v1/profile", json={"identity": ANA}).json() == profile(snapshot, ANA)
    assert client.post("/v1/handoff", json={"identity": ANA}).json() == handoff(snapshot, ANA)


def test_history_tells_every_belief_with_its_quote(client: httpx.Client):
    told = client.post("/v1/history", json={"identity": ANA}).json()["changes"]
    assert [(row["value"], row["evidence"][0]["quote"]) for row in told] == [("email", "Preferred channel is email"), ("sms", "Preferred channel is SMS")]


def test_search_goes_across_customers(client: httpx.Client):
    found = client.get("/v1/search", params={"query": "dogs greyhounds", "limit": 2, "kinds": "fact"}).json()
    assert found[0]["customer_id"] == "c-bo" and len(found) == 2


def test_what_is_malformed_is_told_without_repeating_it(client: httpx.Client):
    answer = client.post("/v1/recall", json={"identity": ANA, "query": "q", "secret-thing": 1})
    assert answer.status_code == 422 and answer.json()["message"] == "secret-thing: Extra inputs are not permitted"
    for body in ({"identity": ANA, "limit": -1}, {"identity": "", "query": "q"}, {"identity": ANA, "kinds": ["nothing"]}, {"identity": ANA, "as_of": "soon"}):
        assert client.post("/v1/recall", json=body).status_code == 422
    assert client.post("/v1/recall", content=b"{").status_code == 422


def test_the_description_names_every_path_of_the_contract(client: httpx.Client):
    paths = client.get("/openapi.json").json()["paths"]
    inside = "/v1/Stores/{store}/Profiles/{profile}"
    wanted = {"/v1/recall", "/v1/profile", "/v1/handoff", "/v1/search", "/health", "/metrics", "/v1/Stores/{store}/Profiles/Lookup", f"{inside}/Recall"}
    wanted |= {f"{inside}/{name}" for name in ("Traits", "Observations", "Observations/{observation}/Revisions", "ConversationSummaries", "Identifiers")}
    assert wanted <= set(paths)
    assert all(operation.get("summary") for path in paths.values() for operation in path.values())
