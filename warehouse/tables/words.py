"""The closed vocabularies of the contract. What belongs here: the words. What does not: what they lead to."""

CHANNELS = ("chat", "sms", "whatsapp", "voice", "email")
SPEAKERS = ("customer", "agent", "bot", "system")
KINDS = ("attribute", "preference", "fact", "issue", "request", "outcome", "commitment", "sentiment", "consent", "relationship", "event")
OPERATIONS = ("assert", "retract")
AUTHORITIES = ("system_of_record", "customer", "agent", "inferred")
"""Highest first. A person's correction (`decision`) stands above all of them and is no observation."""
STATUSES = ("active", "superseded", "duplicate", "retracted", "expired")
POLICIES = ("latest", "authority_then_latest", "most_confident", "accumulate")
TYPES = ("enum", "text", "number", "time", "boolean")
CHANGE_REASONS = ("first", "update", "correction", "retraction", "expiry", "merge", "unlink", "policy", "extractor", "decision")
END_REASONS = tuple(reason for reason in CHANGE_REASONS if reason not in ("first", "expiry"))
"""A belief ceases to be known by what becomes known; it never begins so, and time alone ends what was true, not what was believed of it."""
LINK_STATES = ("honoured", "refused", "undone", "proposed")
DECISIONS = ("link", "unlink", "retract", "correct", "hold", "unhold", "admit", "erase")
