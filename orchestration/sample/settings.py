"""The `tellonce.toml` of the sample world.

What belongs here: its text. What does not: the defaults of every key, which `tellonce init` writes.
"""

from __future__ import annotations

SETTINGS = """# The sample world: {company}, its customers, and a year of what they said on six channels.
# Everything in it is invented. `tellonce build` reads it; the README shows what to ask.

[store]
name     = "sample"
timezone = "America/Chicago"              # "by Friday" is a Friday here

# --- where exports come from: a name, a format (contract of the project, section 3), a glob ------------------

[[sources]]
name   = "calls"                          # phone calls, as Twilio transcribes them
format = "twilio_voice_transcripts"
path   = "exports/calls/**/*.json"

[[sources]]
name   = "sms"                            # text messages and WhatsApp, as Twilio logs them
format = "twilio_messages"
path   = "exports/sms/**/*.json"

[[sources]]
name           = "whatsapp"               # chats exported from a phone by hand
format         = "whatsapp_export"
path           = "exports/whatsapp/**/*.txt"
default_region = "US"                     # for phone numbers without a country
timezone       = "America/Chicago"        # for times without an offset

[[sources]]
name   = "mail"                           # the support mailbox
format = "email"
path   = "exports/mail/**/*.mbox"

[[sources]]
name   = "tickets"                        # the help desk
format = "zendesk_tickets"
path   = "exports/tickets/**/*.json"

[[sources]]
name   = "chat"                           # the web chat, in TellOnce's own form
format = "interactions"
path   = "exports/chat/**/*.jsonl"

[[sources]]
name   = "crm"                            # a system of record: contacts by a Salesforce Bulk query
format = "salesforce_contacts"
path   = "exports/crm/**/*.csv"

[[sources]]
name   = "profiles"                       # who the web site thinks somebody is
format = "segment_profiles"
path   = "exports/profiles/**/*.jsonl"

# --- what to remember besides the built-in attributes; each becomes a column of marts.dim_profiles ------------

[[attributes]]
name        = "shipping.carrier"
description = "who the customer wants parcels sent with"
kind        = "preference"
values      = {{ups = ["u.p.s.", "brown truck"], dhl = [], postal = ["usps", "the post", "postal service"]}}
examples    = ["please send it with <dhl>"]

[[attributes]]
name        = "delivery.place"
description = "where a parcel may be left"
kind        = "preference"
values      = {{porch = [], neighbor = ["next door", "neighbour"], reception = ["front desk", "concierge"], locker = ["parcel box", "pick-up box"]}}

[[attributes]]
name        = "household.size"
description = "how many people live there"
type        = "number"
pattern     = '(?i)(?:(?:family|household) of|there are|we are) (?P<value>\\d+|two|three|four|five|six|seven)\\b'
examples    = ["a family of <3>", "<4> people live here", "there are <5> of us"]
"""


def settings(company: str) -> str:
    """The configuration of a world."""
    return SETTINGS.format(company=company)
