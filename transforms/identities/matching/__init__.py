"""Records compared by what they say of a person: names, dates, places. What belongs here: likeness of records. What does not: which likeness is applied (`evidence`)."""
