"""Which texts are worth a closer look, and for what. What belongs here: literal words without which no pattern of a family can match. What does not: patterns."""

from __future__ import annotations

import polars as pl


class Gate:
    """Families of patterns that a text may match, as bits of a plain int: enum flags cost more than the patterns they spare."""

    DIGIT = 1 << 0
    MAIL = 1 << 1
    NAME = 1 << 2
    USER = 1 << 3
    STREET = 1 << 4
    SPELLED = 1 << 5
    PLACE = 1 << 6
    REACH = 1 << 7
    PROMISE = 1 << 8
    DONE = 1 << 9
    ENDING = 1 << 10
    REQUEST = 1 << 11
    ISSUE = 1 << 12
    EVENT = 1 << 13
    KIN = 1 << 14
    LIKING = 1 << 15
    MOOD = 1 << 16
    OWN = 1 << 17
    ADVICE = 1 << 18


_ACTION = (
    "refund reimburs credit money call phone ring replac exchang ship deliver dispatch escalat follow get back got back getting back reach contact touch let you know update you keep you send sent mail forward text pay paid transfer settle "
    "technician engineer someone plumber driver colleague answer update reply response come stop by drop pick book reserv schedul arrang set up setting it set it cancel updat chang correct fix process waiv remov activat reset repair solv sort straight provid submit fill sign return bring upload"
)
_WORDS: dict[int, list[str]] = {
    Gate.MAIL: ["@", " dot ", "gma", "gam", "gmi", "gmm", "gaim", "gai", "yahoo", "hotmail", "outlook", "icloud", "aol", "msn", "rediff", "ymail", "protonmail", "gmx"],
    Gate.NAME: ["name", "this side", "calling", "under",  "this is", "it's", "its ", "i'm", "i am", "iam", "im ", "i m ", "myself", "talking to", "talking with", "speaking to", "holder", "on the line", "on the phone", "call me", "called", "here", "speaking"],
    Gate.USER: ["user", "login"],
    Gate.STREET: ["address", "deliver", "ship", "send it", "mail it", "i live", "reside", "zip", "post", "pin", "street", "st", "road", "rd", "ave", "boulevard", "blvd", "lane", "ln", "drive", "dr", "court", "ct", "place", "pl", "square", "sq", "terrace", "way",
                  "hwy", "pkwy", "cir", "trail", "crescent", "alley", "plaza", "nagar", "colony", "marg", "strasse"],
    Gate.SPELLED: ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "zero"],
    Gate.PLACE: ["live", "living", "reside", "based", "located", "moved", "iphone", "ipad", "router", "modem", "phone", "laptop", "printer", "tablet", "watch", "speaker", "camera", "pod", "hub", "headset", "console", "thermostat", "doorbell", "tv", "label says", "model is", "device is", "business", "firm", "galaxy", "pixel", "macbook", "thinkpad", "surface", "kindle", "xbox", "playstation", "imac", "oneplus", "redmi", "airpods", "apple watch", "chromebook", "plan",
                 "subscription", "membership", "tier", "work", "calling from", "writing from", "i'm with", "i am with", "i'm from", "i am from", "employ", "company", "organi", "behalf", "tariff", "package", "signed up", "battery", "charger", "inverter", "gateway", "meter", "panel", "boiler", "oven", "fridge", "freezer", "washer", "dryer", "vacuum", "drone", "monitor", "keyboard", "receiver", "sensor", "alarm", "lock", "scooter", "mower", "heater", "purifier", "kettle", "mixer", "machine", "look after", "customer is", "customer:", "client", "we are", "we're", "job", "occupation", "profession", "i'm a", "i am a"],
    Gate.REACH: ["mail", "text", "sms", "call", "phone", "ring", "whats", "chat", "letter", "post", "contact", "messag", "disturb", "subscribe", "opt", "take me off", "remove me", "sign me up", "record", "share", "sharing", "sell", "stop", "end", "quit", "best time", "evening", "morning", "afternoon", "weekend", "weekday", "reachable", "available", "mailing list", "lunch", "promotion", "offers", "advertis", "marketing", "newsletter",
                 "best day", "reach", "nglish", "panish", "rench", "erman", "talian", "ortugu", "utch", "olish", "ussian", "krain", "urkish", "rabic", "ebrew", "indi", "rdu", "engali", "hinese", "andarin", "antonese", "apanese", "orean", "ietnam", "thai",
                 "agalog", "wedish", "anish", "orwegian", "innish", "reek", "zech", "ungarian", "omanian"],
    Gate.PROMISE: ["will", "shall", "promise", "guarant", "going to", "'ll", "ill "],
    Gate.DONE: ["refunded", "reimbursed", "credited", "replaced", "shipped", "dispatched", "escalated", "sent", "emailed", "forwarded", "booked", "reserved", "scheduled", "arranged", "cancel", "updated", "changed", "corrected", "fixed", "processed", "waived", "removed",
                "activated", "reset", "paid", "transferred", "delivered", "confirmed", "set up", "called", "contacted", "passed", "handed", "repaired", "solved", "sorted", "raised", "opened", "taken over", "taken care", "straight", "with second", "with the second", "issued", "put it right", "back on", "back in", "went out", "gone out", " way"],
    Gate.ENDING: ["properly", "correctly", "perfectly", "smoothly", "as usual", "as it should", "taken care", "done it", "done the", "cured", "put it", "put that", "came back", "come back", "good as new", "no more", "no problem", "no issue", "no error", "well again", "exactly", "improvement", "joy", "no effect", "no better", "further", "no use", "n't made", "n't done", "not made", "not done", "nothing", "happening", "work", "fix", "solv", "sorted", "did it", "did the trick", "still", "help", "change", "waste", "gone", "never", "resolv", "sorted", "same ", "nobody", "no luck", "difference", "give up", "as before", "like before", "normal", "fine", " now", " again", "running", "runs", "square one", "started"],
    Gate.REQUEST: ["cancel", "refund", "return", "exchange", "replace", "repair", "change", "upgrade", "downgrade", "transfer", "update", "reset", "unlock", "activate", "block", "close", "reschedule", "expedite", "escalate", "dispute", "waive", "remove", "send", "mail", "pause", "freeze", "money back", "come and",
                   "call", "speak", "talk"],
    Gate.ISSUE: ["lost", "misplaced", "stole", "charged", "billed", "double", "duplicate", "incorrect", "unknown", "fraud", "unauthori", "strange", "hidden", "unexpected", "bill is", "broke", "damaged", "cracked", "smashed", "shattered", "defective", "leaking", "ripped",
                 "torn", "working", "work", "turn", "load", "open", "start", "charg", "respond", "keep", "malfunction", "crash", "log in", "login", "sign in", "signin", "access", "locked", "forgot", "password", "internet", "signal", "connection", "service",
                 "power", "water", "heating", "down", "outage", "never", "arrive", "not come", "n't come", "delivered", "receive", "shown", "late", "missing", "delayed", "wrong", "slow", "crawling", "speed", "reject", "waiting", "turned up", "showed up", "come", "went up", "gone up", "dead", "restart"],
    Gate.EVENT: ["moved", "moving", "relocat", "married", "divorced", "retired", "graduated", "baby", "expecting", "job", "laid off", "bought", "sold", "turned", "switched", "passed away", "died", "born", "degree", "studies", "surgery"],
    Gate.KIN: ["my husband", "my wife", "my spouse", "my partner", "my son", "my daughter", "my mo", "my mum", "my father", "my dad", "my brother", "my sister", "my roommate", "my flatmate", "my boss", "my assistant", "my accountant", "my lawyer", "my landlord", "my girlfriend",
               "my boyfriend", "my fianc", "my grand", "my kids", "my children", "my caregiver", "my colleague", "our husband", "our landlord", "our son", "our daughter", "our accountant", "our assistant", "is my "],
    Gate.LIKING: ["prefer", "love", "hate", "dislike", "adore", "enjoy", "detest", "stand", "like", "rather", "fan of", "allergic", "veg", "lactose", "gluten", "diabetic", "hard of hearing", "deaf", "blind"],
    Gate.MOOD: ["worst", "unacceptable", "ridiculous", "terrible", "horrible", "awful", "furious", "angry", "disgust", "outrageous", "pathetic", "frustrat", "disappoint", "upset", "annoyed", "joke", "disgrace", "never", "fed up", "had enough", "sick and", "best", "happy",
                "pleased", "impressed", "satisfied", "grateful", "delighted", "exceeded", "outstanding", "thrilled", "fantastic", "treated", "great", "wonderful", "lifesaver", "amazing", "awesome", "love your", "excellent"],
    Gate.ADVICE: ["recommend", "suggest", "advi", "my tip", "like", "love", "enjoy", "worth"],
}  # fmt: skip
_DOING = _ACTION.split()
SPEECH = Gate.PROMISE | Gate.DONE | Gate.ENDING | Gate.REQUEST | Gate.ISSUE | Gate.EVENT | Gate.KIN | Gate.LIKING | Gate.MOOD | Gate.ADVICE
FORMS = Gate.DIGIT | Gate.MAIL | Gate.NAME | Gate.USER | Gate.PLACE | Gate.SPELLED


def gates(texts: pl.Series) -> pl.Series:
    """The families that each text may match, as a sum of `Gate`: Aho-Corasick, one pass a family."""
    frame = texts.to_frame("text")
    column = pl.col("text")
    passed = [pl.when(column.str.contains(r"\d")).then(Gate.DIGIT).otherwise(0)]
    for gate, words in _WORDS.items():
        hit = column.str.contains_any(words, ascii_case_insensitive=True)
        if gate == Gate.PROMISE:
            hit &= column.str.contains_any(_DOING, ascii_case_insensitive=True)
        if gate == Gate.SPELLED:
            hit = column.str.count_matches(r"(?i)\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b") >= 3
        passed.append(pl.when(hit).then(gate).otherwise(0))
    return frame.select(pl.sum_horizontal(passed).cast(pl.Int64).alias("gates"))["gates"]
