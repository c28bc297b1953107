"""Everyday words that stand for the words of a registry. What belongs here: general English. What does not: any registry's own values."""

from __future__ import annotations

SPELLINGS = {"center": "centre", "theater": "theatre", "wi": "wifi", "fi": "", "grey": "gray", "colour": "color", "favour": "favor"}
VALUES: dict[str, tuple[str, ...]] = {
    "centre": ("center", "central", "city centre", "centre of town", "town centre", "downtown"),
    "center": ("centre", "central", "city center", "downtown", "middle of town"),
    "north": ("northern", "north side", "northside"),
    "south": ("southern", "south side", "southside"),
    "east": ("eastern", "east side", "eastside"),
    "west": ("western", "west side", "westside"),
    "cheap": ("cheaper", "cheapest", "inexpensive", "budget", "low cost", "cheaply", "affordable"),
    "moderate": ("moderately", "mid range", "medium", "reasonably priced", "moderatly", "mid priced"),
    "expensive": ("upscale", "pricey", "high end", "fancy", "luxury", "upmarket", "high class", "luxurious"),
    "guesthouse": ("guest house", "guesthouses", "guest houses", "bed and breakfast", "b b"),
    "raining": ("rain", "rainy"), "snowing": ("snow", "snowy"), "sunny": ("sun", "sunshine"), "cloudy": ("clouds",), "partly cloudy": ("partially cloudy",),
    "driving": ("drive", "by car", "car"), "walking": ("walk", "on foot", "by foot"), "transit": ("public transport", "public transportation", "bus", "subway"),
    "economy": ("coach",), "first": ("first class",), "business": ("business class",), "burgers": ("burger",), "chinese": ("chinese food",),
    "monday": ("mon", "mondays"), "tuesday": ("tue", "tues", "tuesdays"), "wednesday": ("wed", "weds", "wednesdays"), "thursday": ("thu", "thur", "thurs", "thursdays"),
    "friday": ("fri", "fridays"), "saturday": ("sat", "saturdays"), "sunday": ("sundays",),
}  # fmt: skip
"""Other words for values that many vocabularies share."""

TOPICS: dict[str, tuple[str, ...]] = {
    "hotel": ("room", "stay", "lodging", "accommodation", "accommodations", "guesthouse", "guesthouses", "hotels", "motel", "inn", "lodge", "rooms"),
    "restaurant": (
        "eat",
        "dine",
        "dining",
        "table",
        "food",
        "meal",
        "dinner",
        "lunch",
        "breakfast",
        "restaurants",
        "eatery",
        "cuisine",
        "bistro",
        "resturant",
        "restaraunt",
        "restraunt",
        "brunch",
        "reservation",
    ),
    "attraction": ("attractions", "sightseeing", "visit", "entertainment", "museum", "museums", "park", "sights", "things", "places"),
    "taxi": ("cab", "taxis", "ride", "car"),
    "train": ("trains", "rail", "railway"),
    "plane": ("flight", "flights", "fly", "airplane", "airline", "flying"),
    "flight": ("flights", "fly", "plane", "airline", "flying"),
    "doctor": ("dr", "appointment", "physician", "doctors"),
    "apartment": ("apartments", "flat", "viewing", "view", "bedroom", "bedrooms", "rent"),
    "bank": ("account", "balance"),
    "party": ("venue", "celebration", "birthday", "parties"),
    "weather": ("forecast", "temperature", "rain", "raining", "snow", "snowing", "sunny", "cold", "warm"),
    "ride": ("taxi", "cab", "uber", "lyft", "rides", "driver", "pick", "lift"),
    "trip": ("directions", "route", "travel", "way", "journey"),
    "meeting": ("meet", "meetings", "appointment"),
    "bus": ("buses", "coach"),
    "movie": ("movies", "film", "films", "watch"),
    "delivery": ("deliver", "delivered", "package", "packages", "parcel", "parcels", "leave", "drop", "shipment", "deliveries"),
    "shipping": ("ship", "shipped", "send", "parcel", "parcels", "carrier", "courier", "package", "packages"),
    "order": ("orders", "purchase", "bought"),
    "fraud": ("stolen", "fraudulent"),
    "book": ("booking", "reserve", "reservation", "booked"),
    "schedule": ("appointment", "scheduling", "arrange"),
    "rsvp": ("attend", "attending", "invited", "invitation", "guest"),
    "plan": ("organize", "organise", "throw", "host", "planning", "organizing"),
    "followup": ("instructions", "follow", "medicine", "prescription"),
    "change": ("changed", "modify", "update"),
    "search": ("find", "looking", "recommend", "suggest"),
    "service": ("maid", "towels", "housekeeping"),
    "status": ("where", "late"),
}
"""Other words for what the parts of an attribute's name are about."""

DOING = frozenset("book booking search find schedule plan change update status request service followup report check balance rsvp order cancel play".split())
"""Words in a domain's name that say what is done with the thing, and not what it is."""

SLOTS: dict[str, tuple[str, ...]] = {
    "people": ("person", "persons", "guests", "guest", "us", "adults", "party", "group", "travelers", "passengers", "tickets", "ticket", "friends", "myself", "seats", "seat", "attendees"),
    "guests": ("people", "person", "persons", "guest", "us", "attendees", "friends"),
    "size": ("people", "person", "persons", "guests", "guest", "us", "adults", "diners", "friends"),
    "stay": ("nights", "night"), "nights": ("night",),
    "stars": ("star",), "star": ("stars",), "rating": ("star", "stars", "rated"),
    "area": ("part", "side", "location", "located", "town"), "location": ("area", "part", "side", "located"),
    "internet": ("wifi", "wireless", "wi"), "price": ("priced", "cost", "budget", "pounds", "dollars"), "cost": ("price", "priced"),
    "food": ("cuisine", "serves", "serving", "food"), "rooms": ("bedrooms", "bedroom", "room"), "level": ("floor", "story"), "elevator": ("lift",),
    "name": ("called", "named"), "time": ("oclock", "clock"), "day": ("date",), "symptoms": ("symptom", "problem"),
}  # fmt: skip
"""Other words for what the last part of an attribute's name asks."""

FROM = frozenset(
    "start departure depart departs departing leave leaves leaving from begin beginning begins starting starts origin pickup picked pick source checkin out after since".split()
)
TO = frozenset(
    "end arrival arrive arrives arriving arrived destination return dropoff drop checkout to by going go until till through heading headed into before ending ends get there reach towards travel".split()
)
"""Words, in names and around values, that tell where something begins and where it ends."""

WHO = frozenset("customer user full first last guest renter patient client caller passenger tenant member visitor account holder".split())
"""Words that say whose name it is where it is the speaker's."""
YES = frozenset("yes yeah yep yup sure ok okay absolutely definitely certainly perfect great sounds please correct right fine lovely excellent awesome good wonderful".split())
TAKES = YES - {"great", "perfect", "good", "fine", "right", "ok", "okay", "lovely", "excellent", "awesome", "wonderful", "please", "sounds"}
NO = frozenset("no nope nah not never negative neither".split())
ANY = ("don t care", "do n t care", "dont care", "doesn t matter", "does n t matter", "doesnt matter", "not important", "no preference", "don t have a preference", "do n t have a preference", "any is fine", "not picky", "no particular",
       "don t mind", "do n t mind", "any of them", "anything is fine", "whatever", "not really", "up to you", "either is fine", "either one", "not particular", "makes no difference", "not fussy", "surprise me", "open to", "nothing in particular")  # fmt: skip
STOP = frozenset(
    "the of a an is are be to for in on at by which whether must should it this that where what when how many part want wants with or and has have does live lives there".split()
)
NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
