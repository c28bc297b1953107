"""Texts that speak to a model rather than to a person: "ignore your rules and …". What belongs here: telling them. What does not: quoting them (budget).

Every text of a customer is rendered as a quotation whether it is told here or not: what this finds is marked besides, for whoever reads or counts it. It knows
the usual ways in English, marks of chat formats, and both hidden behind invisible characters; it does not know every way to put an order.
"""

from __future__ import annotations

import polars as pl

MARK = "(reads like an instruction, is data) "
"""What stands before such a line in a block."""
INVISIBLE = (
    r"\x{00ad}\x{034f}\x{061c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{3164}\x{fe00}-\x{fe0f}\x{feff}"
    r"\x{ffa0}\x{fff0}-\x{fffb}\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}"
)
"""Characters that show nothing, as the inside of a class of a regular expression of polars."""
_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|guard ?rails?|polic(?:y|ies)|directives?|training|programming|restrictions?|safety)"
_MODEL = r"(?:ai|a\.i\.|assistant|chat ?bot|bot|llm|language model|gpt|claude|copilot|gemini)"
_PATTERN = "|".join(
    (
        rf"\b(?:ignore|disregard|forget|override|bypass|circumvent)\b.{{0,25}}\b(?:your|all|any|every|previous|prior|earlier|above|these|those|system|safety)\b.{{0,25}}\b{_RULES}\b",
        rf"\b(?:ignore|disregard|override) (?:the |any |all )?{_RULES}\b|\b(?:do not|don't|stop) (?:follow|obey)(?:ing)? (?:your|the|any|these|those|all) {_RULES}\b",
        r"\b(?:ignore|disregard|forget)\b.{0,20}\b(?:everything|all|anything)\b.{0,20}\b(?:above|before|previous|prior|told|earlier)\b",
        rf"\byou are (?:now|no longer|actually)\b.{{0,40}}\b(?:{_MODEL}|dan|admin\w*|root|developer|unrestricted|system)\b",
        rf"\b(?:act|behave|respond|reply|pretend|role-?play)\b.{{0,20}}\b(?:as|like|to be)\b.{{0,30}}\b(?:{_MODEL}|admin\w*|root|developer|system|unrestricted)\b",
        r"\b(?:system prompt|developer mode|god mode|jailbr\w+|prompt injection|hidden (?:instructions?|prompt))\b",
        r"\b(?:new|updated|additional|real|secret|important) (?:system )?(?:instructions?|rules?|prompt|directives?)\b.{0,20}:",
        rf"\b(?:note|message|instructions?|attention|dear|hey|hello|to) (?:to |for )?(?:the |any |every |all )?{_MODEL}s?\s*[:,]",
        rf"\b(?:the|any|every|all|this|if you are an?) {_MODEL}s?\b.{{0,40}}\b(?:must|should|shall|has to|needs? to|always|never)\b",
        rf"\b(?:reveal|print|repeat|output|leak|show me|tell me|dump)\b.{{0,30}}\b(?:your (?:{_RULES}|configuration)|api keys?|other customers?'? \w+|all customers?)\b",
        r"\b(?:approve|grant|issue|authori[sz]e|refund|transfer)\b.{0,60}\bwithout (?:asking|checking|verif\w+|approval|confirm\w+|a? ?review)\b",
        r"\b(?:call|invoke|execute|run) (?:the )?[\w.]{0,40} ?(?:tool|function|shell|command|script)\b.{0,20}\b(?:with|now|and|to)\b",
        r"<\|[\w ]{2,30}\|>|\[/?inst\]|<</?sys>>|</?(?:system|instructions?|assistant|untrusted|context|prompt|tool_call|function_call)\b[^>]{0,40}>",
        r"(?:^|\n)\W{0,5}(?:system|assistant|developer)\s?:\s",
        r"(?:^|\n)#{1,4} ?(?:system|instructions?|new rules)\b",
    )
)
_FOUND = f"(?i)(?:{_PATTERN})"


def is_instruction(text: pl.Expr) -> pl.Expr:
    """Does a text read like an order to a model? Null is none."""
    seen = text.str.normalize("NFKC").str.replace_all(f"[{INVISIBLE}]", "").str.replace_all(r"[ \t\r\x0b\x0c]+", " ")
    return seen.str.contains(_FOUND).fill_null(False)
