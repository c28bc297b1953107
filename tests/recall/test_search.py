import numpy as np
import pytest

from tests.recall.made import Toy
from warehouse.recall.search import search
from warehouse.recall.snapshot import Snapshot, SnapshotError


def test_search_goes_across_customers_and_leaves_out_what_no_longer_holds(opened: Snapshot, toy: Toy) -> None:
    found = search(opened, "owns two greyhounds", toy)
    assert found[0]["content"] == "Owns two greyhounds" and found[0]["customer_id"] == "c-bo"
    assert {each["customer_id"] for each in found} == {"c-ana", "c-bo"}
    assert "Prefers a window seat on flights" not in [each["content"] for each in found]


def test_search_filters_by_attribute_value_and_kind(opened: Snapshot, toy: Toy) -> None:
    assert [each["value"] for each in search(opened, "seat", toy, attribute="contact.preferred_channel")] == ["sms"]
    assert search(opened, "seat", toy, attribute="contact.preferred_channel", value="email") == []
    assert {each["kind"] for each in search(opened, "anything", toy, kinds=("issue",))} == {"issue"}


def test_search_keeps_to_customers_of_whom_something_holds_now(opened: Snapshot, toy: Toy) -> None:
    assert {each["customer_id"] for each in search(opened, "anything at all", toy, where=[("contact.preferred_channel", "sms")])} == {"c-ana"}
    assert search(opened, "anything at all", toy, where=[("contact.preferred_channel", "sms"), ("contact.preferred_channel", "email")]) == []


def test_recall_of_the_index_is_measured_and_kept(opened: Snapshot) -> None:
    assert opened.manifest.search_recall == 1.0


def test_search_refuses_another_encoder(opened: Snapshot) -> None:
    with pytest.raises(SnapshotError, match="encoder"):
        search(opened, "seat", Toy("toy-2"))


def test_index_and_exact_search_agree(opened: Snapshot, toy: Toy) -> None:
    asked = toy.encode(["bakery in Lyon"])[0]
    exact = int(np.argmax(opened.memory_vectors.astype(np.float32) @ asked))
    assert int(opened.index.search(asked.astype(np.float16), 1).keys[0]) == exact
