import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.sensitive import MASK, find, mask
from transforms.sensitive.checks import is_card, luhn

CARD, GOVERNMENT, SECRET = "sensitive.card_number", "sensitive.government_id", "sensitive.secret"
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def found(text, asked=None):
    spans = find(pl.Series([text], dtype=pl.String), pl.Series([asked], dtype=pl.String))
    return [(text[start:end], attribute) for _, start, end, attribute in spans.rows()]


@pytest.mark.parametrize(
    ("text", "number", "attribute"),
    [
        ("my card is 4111 1111 1111 1111 exp 04/27", "4111 1111 1111 1111", CARD),
        ("4111-1111-1111-1111", "4111-1111-1111-1111", CARD),
        ("amex 378282246310005 please", "378282246310005", CARD),
        ("four one one one one one one one one one one one one one one one", "four one one one one one one one one one one one one one one one", CARD),
        (
            "it's four triple one double one uh one one one one one one one one one one",
            "four triple one double one uh one one one one one one one one one one",
            CARD,
        ),
        ("forty one eleven eleven eleven eleven eleven eleven eleven", "forty one eleven eleven eleven eleven eleven eleven eleven", CARD),
        ("the last four digits of my card 4523", "4523", CARD),
        ("visa ending in 4523", "4523", CARD),
        ("4523 are the last four of my card", "4523", CARD),
        ("credit card number 2458961478581475", "2458961478581475", CARD),
        ("my ssn is 123-45-6789", "123-45-6789", GOVERNMENT),
        ("it is 123 45 6789", "123 45 6789", GOVERNMENT),
        ("my social is one two three four five six seven eight nine", "one two three four five six seven eight nine", GOVERNMENT),
        ("national insurance number is qq 12 34 56 c", "qq 12 34 56 c", GOVERNMENT),
        ("it's ab123456c", "ab123456c", GOVERNMENT),
        ("1234 is my ssn", "1234", GOVERNMENT),
        ("passport number is X1234567", "X1234567", GOVERNMENT),
        ("dni 12345678Z", "12345678Z", GOVERNMENT),
        ("cpf 529.982.247-25", "529.982.247-25", GOVERNMENT),
        ("codice RSSMRA85T10A562S", "RSSMRA85T10A562S", GOVERNMENT),
        ("my password is hunter2", "hunter2", SECRET),
        ("Password: Tr0ub4dor&3.", "Tr0ub4dor&3", SECRET),
        ("pw: Sunny8596!", "Sunny8596", SECRET),
        ("my pin is 4821", "4821", SECRET),
        ("the code is 493021", "493021", SECRET),
        ("your one-time password is 884422, do not share it", "884422", SECRET),
        ("my cvv is 123", "123", SECRET),
        ("the pin is four eight two one", "four eight two one", SECRET),
    ],
)
def test_words_or_check_digits_say_what_is_sensitive(text, number, attribute):
    assert found(text) == [(number, attribute)]


@pytest.mark.parametrize(
    ("asked", "text", "number", "attribute"),
    [
        ("What are the last four digits of your card?", "4523", "4523", CARD),
        ("Could you read me the card number please?", "sure 4532 9911 0822 1111", "4532 9911 0822 1111", CARD),
        ("And the last four of your social?", "nine eight double zero", "nine eight double zero", GOVERNMENT),
        ("What is the 6-digit code we sent you?", "493021", "493021", SECRET),
        ("what's the code we texted you", "it's four nine three oh two one", "four nine three oh two one", SECRET),
        ("Account number and PIN please.", "9931939443153 and 7402", "7402", SECRET),
        ("Can I have your password please?", "sunshine", "sunshine", SECRET),
        ("Right, and your PIN as well please.", "Oh... 1596", "1596", SECRET),
    ],
)
def test_the_question_before_says_what_a_bare_answer_is(asked, text, number, attribute):
    assert found(text, asked) == [(number, attribute)]


def test_a_code_that_was_texted_is_found_in_words_and_a_social_security_number_is_no_security_code():
    assert found("the security code you texted me is five two one three zero zero") == [("five two one three zero zero", SECRET)]
    assert found("my social security number is 511447170") == [("511447170", GOVERNMENT)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("call me at 415-555-0100", None),
        ("+1 415 555 0100", "What is your card number?"),
        ("my phone is four one five five five five oh one double zero", None),
        ("my order number is 1234567890123456", None),
        ("order 4111111111111111 has not arrived", None),
        ("tracking number 9400 1000 0000 0000 0000 00", None),
        ("on 2024-01-02 at 10:30", None),
        ("born on 12-05-1984", "What is your date of birth?"),
        ("zip code is 94110", None),
        ("94110", "what's your zip code?"),
        ("493021", "what's your order number?"),
        ("the pin code of my area is 560001", None),
        ("promo code 482913 does not work", None),
        ("booking code is 493021", None),
        ("error code 5012", None),
        ("gift card number 6006491234", None),
        ("my card was charged 1500 dollars", None),
        ("my card was charged 4523 twice", None),
        ("declined for $4523", "last four digits of your card?"),
        ("my password is not working", None),
        ("the password is incorrect", None),
        ("I forgot my password and can't log in", None),
        ("yes please", "What is your password?"),
        ("I don't know it", "What is your password?"),
        ("yes", "did you reset your password?"),
        ("I have 3 cards, 4 phones and 2 tablets", None),
        ("one of the two things i need is three new phones", None),
        ("write to password123@example.com", None),
        ("", None),
        ("😀", None),
    ],
)
def test_ordinary_numbers_and_words_stay(text, asked):
    assert found(text, asked) == []


def test_a_security_code_that_follows_a_card_is_masked_and_the_expiry_stays():
    assert found("4111-1111-1111-1111 04 27 123") == [("4111-1111-1111-1111", CARD), ("123", SECRET)]


def test_masking_keeps_lengths_and_does_not_touch_what_it_was_given():
    texts = pl.Series(["é 😀 4111111111111111 ok", None, "plain"])
    masked = mask(texts, find(texts, None))
    assert masked.to_list() == ["é 😀 " + MASK * 16 + " ok", None, "plain"]
    assert texts[0] == "é 😀 4111111111111111 ok"


@given(st.text("0123456789", min_size=14, max_size=14), st.sampled_from(["", " ", "-"]), st.booleans())
def test_no_valid_card_number_survives_in_digits_or_in_words(body, separator, is_spoken):
    stem = "4" + body
    number = next(stem + check for check in "0123456789" if luhn(stem + check) or check == "9")
    if not is_card(number):
        return
    shown = " ".join(DIGITS[int(digit)] for digit in number) if is_spoken else separator.join(number[i : i + 4] for i in range(0, 16, 4))
    assert found(f"please use {shown} for it") == [(shown, CARD)]
