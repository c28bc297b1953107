import pytest

from tests.transforms.landing import identities, read, rules, texts
from transforms.interactions import settle

IOS = "\u200e[31/12/2023, 23:59:58] Jane Doe: \u200eMessages and calls are end-to-end encrypted.\n[31/12/2023, 23:59:59] Jane Doe: Hi\nsecond line\n[01/01/2024, 00:01:02] Acme: Hello: Jane\n"
ANDROID = "12/31/23, 11:58\u202fPM - Messages and calls are end-to-end encrypted.\n12/31/23, 11:59\u202fPM - +44 7700 900123: where is it\n1/1/24, 12:05\u202fAM - Acme: coming\n"


def times(found):
    return found.interactions.get_column("occurred_at").dt.to_string("%Y-%m-%d %H:%M").to_list()


def test_an_ios_chat_keeps_its_lines_together_and_its_contact_is_the_customer():
    found = read(IOS, path="WhatsApp Chat - Jane Doe.txt")
    assert found.format == "whatsapp_export"
    assert texts(found)[1:] == ["Hi\nsecond line", "Hello: Jane"]
    assert found.interactions.get_column("speaker").to_list()[1:] == ["customer", "agent"]
    assert times(found) == ["2023-12-31 23:59", "2023-12-31 23:59", "2024-01-01 00:01"]


def test_an_android_chat_in_twelve_hours_has_system_lines_and_a_number_for_its_customer():
    found = read(ANDROID, path="chat.txt", timezone="America/New_York")
    assert found.interactions.get_column("speaker").to_list() == ["system", "customer", "agent"]
    assert times(found) == ["2024-01-01 04:58", "2024-01-01 04:59", "2024-01-01 05:05"]
    assert identities(found) == {"whatsapp:+447700900123"}


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["13/02/24", "14/02/24"], "2024-02-13"),
        (["02/13/24", "02/14/24"], "2024-02-13"),
        (["01/02/24", "03/02/24", "01/03/24"], "2024-02-01"),
        (["01/02/24", "01/03/24", "02/01/24"], "2024-01-02"),
        (["05/09/23", "05/10/23", "05/12/23", "06/01/23"], "2023-05-09"),
        (["05/04/24", "05/07/24"], "2024-05-04"),
        (["03.04.24", "04.04.24"], "2024-04-03"),
        (["2024-02-01", "2024-02-02"], "2024-02-01"),
        (["02/02/24", "03/03/24"], "2024-02-02"),
    ],
)
def test_day_and_month_are_told_apart_by_the_files_own_order(dates, first):
    found = read("".join(f"{date}, 10:00 - A: hi\n" for date in dates), "whatsapp_export")
    assert rules(found) == []
    assert times(found)[0].startswith(first)


def test_a_file_whose_order_cannot_be_told_is_refused():
    assert rules(read("01/02/24, 10:00 - A: hi\n02/02/24, 10:01 - B: yo\n")) == [("file", "day and month cannot be told apart")]


def test_a_chat_that_grew_gives_the_same_ids_for_its_old_lines():
    first = read(IOS, path="a.txt")
    grown = read(IOS + "[02/01/2024, 10:00:00] Jane Doe: thanks\n", path="b.txt")
    assert settle(grown, first.interactions).read.interactions.get_column("text").to_list() == ["thanks"]


def test_the_same_words_twice_in_a_minute_are_two_messages():
    assert len(set(read("13/02/24, 10:00 - A: ok\n13/02/24, 10:00 - A: ok\n").interactions.get_column("message_id"))) == 2
