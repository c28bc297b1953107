import pytest

from transforms.identifiers import normalise


@pytest.mark.parametrize(
    ("type_", "value", "region", "identity"),
    [
        ("phone", "+1 (415) 555-0100", None, "phone:+14155550100"),
        ("phone", "(415) 555-0100", "US", "phone:+14155550100"),
        ("mobile_phone", "07700 900123", "GB", "phone:+447700900123"),
        ("phone", "tel:+1-415-555-0100", None, "phone:+14155550100"),
        ("phone", "+1 415 555 0100 ext. 12", None, "phone:+14155550100;ext=12"),
        ("whatsapp", "whatsapp:+14155550100", None, "whatsapp:+14155550100"),
        ("Email", " Jane.Doe+shop@Example.COM ", None, "email:jane.doe+shop@example.com"),
        ("email", "Jane Doe <jane@example.com>", None, "email:jane@example.com"),
        ("email", "jane@googlemail.com", None, "email:jane@gmail.com"),
        ("order_number", " #W123 ", None, "order_number:#W123"),
        ("Loyalty Card", "Ab1", None, "loyalty_card:Ab1"),
    ],
)
def test_an_identifier_has_one_form(type_, value, region, identity):
    found = normalise(type_, value, region)
    assert (found.identity, found.is_valid) == (identity, True)
    assert normalise(found.type, found.value, region) == found


@pytest.mark.parametrize(
    ("type_", "value", "region"),
    [("phone", "415 555 0100", None), ("phone", "12", "US"), ("phone", "unknown", "US"), ("email", "jane at example", None), ("email", "a@b.com, c@d.com", None), ("external_id", "  ", None)],
)
def test_what_has_no_such_form_is_kept_as_it_is(type_, value, region):
    found = normalise(type_, value, region)
    assert (found.value, found.is_valid) == (value.strip(), False)
