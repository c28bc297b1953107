"""How people offer, take, refuse, confirm and leave open. What belongs here: patterns over a sentence of a dialogue. What does not: what follows from them."""

from __future__ import annotations

import re

OFFER = re.compile(r"(?i)\?|how about|what about|would you|should i|shall i|do you want|can i|recommend|suggest|instead|i have|there is|i found")
ASKING = re.compile(r"(?i)\?|\b(?:what|which|when|where|how|may i|could i|can i|please|would you|do you|your|need)\b")
TAKE = re.compile(
    r"(?i)\b(?:book (?:it|that|me)|that (?:works|would be|sounds|will (?:work|do))|that's (?:fine|great|perfect|good)|sounds (?:good|great|perfect|fine)|i'?ll take (?:it|that)|go ahead|let'?s do (?:it|that)|that one|works for me|i would like that|will do)\b"
)
OTHER = re.compile(r"(?i)\b(?:the )?other(?: one)?\b|\bsecond (?:one|option)\b|\blatter\b")
FIRST = re.compile(r"(?i)\bfirst (?:one|option)\b|\bformer\b")
SAME = re.compile(r"(?i)\bsame (\w+)|\b(?:that|those) (day|time|area|price range|part|people)\b")
BETWEEN = re.compile(
    r"(?i)\W*(?:-|–|to|until|till|til|through|thru|and|and leav\w+(?: on)?|leaving(?: on)?)?\W*(?:the|on|may|june|july|january|february|march|april|august|september|october|november|december)?\W*(?:the)?\W*"
)
CONTRAST = re.compile(r"(?i)\b(?:instead|not an?|rather|how about an?|what about an?|prefer|type|kind|actual|only|any)\b")
CONFIRMED = re.compile(r"(?i)\b(?:booked|confirmed|scheduled|reserved|successful|successfully|all set|reservation is|made (?:a|the|your|those) reservations?|booking is)\b")
FAILED = re.compile(r"(?i)\b(?:not|unable|sorry|unfortunately|n't|unsuccessful|no|failed)\b")
OPEN = re.compile(
    r"(?i)\b(?:any|anytime|anything|anywhere|whatever|whenever|tomorrow|today|tonight|earliest|next|other|another|different|flexible|when|available|later|earlier|soon|after|before|you (?:choose|pick|decide))\b"
)
PLACE = re.compile(
    r"(?i)\b(?P<cue>from|to|up at|(?:i'?m|am) at|destination (?:as|to|is|be)|go to)\s+(?:the |my )?(?P<value>(?!(?:go|get|be|meet|book|take|make|change|find|have|see|do|request|check|ride|pick|you|me|him|her|it|a|an|travel|schedule|leave|add|set|know|help|confirm|arrive|avoid|cancel|drive|this|that|there|work|use|say|ask|pay|order|my)\b)[\w'&]+(?: (?!(?:to|on|at|for|by|please|tomorrow|today|tonight|in|around|from|instead|not|with|because|so|but|now|as|i|my|can|if|that|and i|and my|and can)\b)[\w'&]+){0,4})"
)
PUT = re.compile(r"(?i)\?$|\b(?:instead|how about|what about|try|available|i have|there is|i found)\b")
CLAUSE = re.compile(r"[.?!;\n]+")
