import json

import polars as pl
import pytest

from orchestration.config import Config
from orchestration.registries import registry_of
from transforms.classes import Classes, holds_any


def classes_of(text: str, classes: Classes | None = None) -> list[str]:
    return json.loads(pl.DataFrame({"t": [text]}).select((classes or Classes()).of_texts(pl.col("t"))).item())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm deaf in one ear", ["health"]),
        ("The customer uses a wheelchair.", ["health"]),
        ("my mum was diagnosed with cancer", ["health"]),
        ("I can't travel, I'm pregnant", ["health"]),
        ("I only eat halal", ["belief"]),
        ("I am a union rep at the plant", ["belief"]),
        ("my ethnicity is on the form", ["origin"]),
        ("My wife and I are lesbians? No: I am gay", ["intimacy"]),
        ("I was in prison until May", ["offence"]),
        ("I'm deaf and I only eat kosher food", ["belief", "health"]),
        ("I'd like blinds for the kitchen, and a window seat", []),
        ("My address is 12 Church Road", []),
        ("the race starts at nine", []),
        ("please call me on Monday", []),
    ],
)
def test_words_tell_the_special_categories(text: str, expected: list[str]):
    assert classes_of(text) == expected


def test_words_of_ones_own_are_words_and_not_patterns():
    own = Classes(words={"money": ("bankrupt", "c++ (old)")})
    assert classes_of("I went Bankrupt.", own) == ["money"] and classes_of("bankruptcy", own) == []


def test_an_attribute_has_its_class_and_free_values_those_of_their_words_too():
    registry = registry_of(Config.model_validate({"attributes": [{"name": "need.hearing", "class": "health"}]}))
    rows = pl.DataFrame(
        {
            "attribute": ["contact.address", "need.hearing", "preference.diet", "record.diagnosis", None, "contact.preferred_channel"],
            "statement": ["lives in Hospital Lane, St. Mary's disabled access", "hears little", "eats halal", "diagnosis: asthma", "The customer is Jewish.", "I'm deaf, so email me"],
            "value": ["x", "little", "halal", "asthma", None, "email"], "quote": ["x", "little", "halal", "asthma", "I'm Jewish", "I'm deaf, so email me"],
        }
    )  # fmt: skip
    stamped = registry.classes.stamped(rows)
    assert [json.loads(text) for text in stamped["classes"]] == [["location"], ["health"], ["belief", "health"], ["health"], ["belief"], ["health", "preference"]]
    assert stamped.filter(holds_any(["belief"])).height == 2 and stamped.filter(holds_any([])).height == 0


def test_every_built_in_attribute_carries_a_class():
    frame = registry_of(Config()).frame()
    assert set(frame.filter(pl.col("attribute").str.starts_with("sensitive."))["class"]) == {"credential"}
    assert frame["class"].null_count() == 0 and frame.filter(pl.col("class") == "general")["attribute"].to_list() == ["note"]


def test_what_may_not_be_extracted_may_not_be_recalled_or_delivered():
    classes = Classes(barred={"extraction": frozenset({"health"}), "recall": frozenset({"belief"})})
    assert classes.barred_from("recall") == {"health", "belief"} and classes.barred_from("delivery") == {"health"}
