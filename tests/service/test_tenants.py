import httpx
import pytest

from tests.service.conftest import NOW, Served
from warehouse.recall.http.keys import Keys

ANA = {"identity": "email:ana@example.com", "query": "seat"}
READS = ("Traits", "Observations", "ConversationSummaries", "Identifiers", "Observations/k0/Revisions", "")


def test_a_key_opens_its_own_store(served: Served):
    for name in ("acme", "other"):
        with served.client(name) as client:
            assert client.post("/v1/recall", json=ANA).json()["meta"]["buildId"] == f"build-{name}"
            assert client.get(f"/v1/Stores/{name}/Profiles/c-ana/Traits").status_code == 200


@pytest.mark.parametrize("path", READS)
def test_another_store_is_as_absent_as_one_that_is_not_there(client: httpx.Client, path: str):
    other, none = (client.get(f"/v1/Stores/{store}/Profiles/c-ana/{path}".rstrip("/")) for store in ("other", "nowhere"))
    assert other.status_code == none.status_code == 404
    assert other.json() == none.json()


@pytest.mark.parametrize("store", ["..%2Fother", "%2e%2e/other", "acme/../other", "acme%00", "other%20", "ACME", "*", "", "acme;other", "%2Fetc%2Fpasswd", "acme%2F..%2Fother"])
def test_no_spelling_of_a_store_leads_to_another(served: Served, store: str):
    with served.client() as client:
        for path in (f"/v1/Stores/{store}/Profiles/c-ana/Traits", f"/v1/Stores/{store}/Profiles/Lookup"):
            request = client.build_request(
                "GET" if path.endswith("Traits") else "POST", httpx.URL(served.url).copy_with(raw_path=path.encode()), json={"idType": "email", "value": "a"}
            )
            assert client.send(request).status_code in (404, 405)


@pytest.mark.parametrize("profile", ["..%2F..%2Fother", "c-ana%00", "%25", "email:%2A", "c-ana'--", "k" * 399, "%F0%9F%98%80", "%ff"])
def test_a_crafted_profile_is_not_found(served: Served, profile: str):
    with served.client() as client:
        url = httpx.URL(served.url).copy_with(raw_path=f"/v1/Stores/acme/Profiles/{profile}/Observations".encode())
        assert client.send(client.build_request("GET", url)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer tok_wrong"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic"},
        {"X-API-Key": ""},
        {"Authorization": "Bearer " + "tok_" + "x" * 9000},
    ],
)
def test_without_a_key_nothing_but_health_metrics_and_the_description_answers(served: Served, headers: dict):
    with httpx.Client(base_url=served.url, headers=headers, trust_env=False) as client:
        assert [client.get(path).status_code for path in ("/health", "/metrics", "/openapi.json")] == [200, 200, 200]
        assert client.post("/v1/recall", json=ANA).status_code == 401
        assert client.get("/v1/Stores/acme/Profiles/c-ana/Traits").status_code == 401
        assert client.post("/mcp", json={}).status_code == 401
        assert client.get("/").status_code == 401


def test_a_key_goes_in_three_ways(served: Served):
    key = served.keys["acme"]
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        for way in ({"headers": {"X-API-Key": key}}, {"headers": {"Authorization": f"bearer {key}"}}, {"auth": ("anyone", key)}):
            assert client.post("/v1/recall", json=ANA, **way).status_code == 200


def test_the_digests_of_one_home_open_nothing_in_another(served: Served):
    assert served.keys["acme"] not in (served.homes["acme"].root / "service" / "keys.json").read_text()
    taken = (served.homes["acme"].root / "service" / "keys.json").read_text()
    mine = served.homes["other"].root / "service" / "keys.json"
    before = mine.read_text()
    mine.write_text(taken)
    try:
        with served.client("acme") as client:
            assert client.get("/v1/Stores/other/Profiles/c-ana/Traits").status_code == 404
    finally:
        mine.write_text(before)


def test_a_removed_key_is_refused_at_once(served: Served):
    keys = Keys(served.homes["acme"])
    secret = keys.add("leaving", NOW)
    with httpx.Client(base_url=served.url, headers={"X-API-Key": secret}, trust_env=False) as client:
        assert client.post("/v1/recall", json=ANA).status_code == 200
        keys.remove("leaving")
        assert client.post("/v1/recall", json=ANA).status_code == 401
