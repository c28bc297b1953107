import pytest

from tests.transforms.landing import identities, read, rules, texts

MBOX = b"""From jane@example.com Wed May  1 10:00:00 2024
From: Jane Doe <Jane@Example.com>
To: support@acme.example
Subject: =?utf-8?q?parcel_=C3=A9?=
Message-ID: <1@x>
Date: Wed, 01 May 2024 12:00:00 +0200
Content-Type: text/plain; charset=utf-8

Where is my parcel?
>From now on use UPS.

Best regards,
Jane Doe
+1 415 555 0100

From ann@acme.example Wed May  1 11:00:00 2024
From: Ann <ann@acme.example>
To: jane@example.com
Message-ID: <2@x>
In-Reply-To: <1@x>
Date: Wed, 01 May 2024 11:00:00 +0000
Content-Type: text/html; charset=no-such-charset

<p>On its <b>way</b></p>

From jane@example.com Wed May  1 12:00:00 2024
From: jane@example.com
To: ann@acme.example
Message-ID: <3@x>
In-Reply-To: <2@x>
Date: Wed, 01 May 2024 12:00:00 +0000

Thanks!

On Wed, May 1, 2024 at 11:00 AM Ann <ann@acme.example> wrote:
> On its way

From nobody Wed May  1 12:00:00 2024
Subject: no sender

x

From jane@example.com Wed May  1 12:00:00 2024
From: jane@example.com
To: ann@acme.example
Message-ID: <5@x>
Date: someday

x
"""


def test_a_thread_is_one_conversation_of_what_each_message_says_itself():
    found = read(MBOX, path="inbox.mbox")
    assert found.format == "email"
    assert texts(found) == ["Where is my parcel?\nFrom now on use UPS.", "On its way", "Thanks!"]
    assert found.interactions.get_column("speaker").to_list() == ["customer", "agent", "customer"]
    assert set(found.interactions.get_column("conversation_id")) == {"1@x"}
    assert identities(found) == {"email:jane@example.com"}
    assert found.interactions.get_column("occurred_at").dt.hour().to_list() == [10, 11, 12]


def test_a_message_without_a_sender_or_a_time_is_one_clear_line():
    assert rules(read(MBOX, "email")) == [("message 4", "the message has no From"), ("message 5", "the message cannot be read as e-mail")]


@pytest.mark.parametrize(
    ("sender", "to", "speaker"),
    [
        ("jane@example.com", "help@acme.example", "customer"),
        ("jane@gmail.com", "ann@acme.example", "customer"),
        ("ann@acme.example", "jane@gmail.com", "agent"),
        ("support@acme.example", "jane@example.com", "agent"),
    ],
)
def test_one_message_alone_still_has_a_customer(sender, to, speaker):
    found = read(f"From: {sender}\r\nTo: {to}\r\nDate: Wed, 01 May 2024 10:00:00 -0500\r\n\r\nhello\r\n", path="a.eml")
    assert found.interactions.get_column("speaker").to_list() == [speaker]
    assert identities(found) == {f"email:{sender if speaker == 'customer' else to}"}
