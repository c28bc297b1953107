import pytest

from transforms.extractors.records import RecordsExtractor
from transforms.registry import Registry
from transforms.statements import statement


@pytest.mark.parametrize(("field", "words"), [("HasOptedOutOfEmail", "has opted out of email"), ("loyalty_tier", "loyalty tier"), ("NPSScore__c", "NPS score")])
def test_a_field_that_the_registry_does_not_know_is_told_in_words(field, words):
    attribute = RecordsExtractor(Registry([]))._attribute(field)
    assert statement(attribute, "no") == f'On record, "{words}" is no.'
