"""What a free statement is about, as a key, and what it says of it: so that repeats are counted and changes of mind supersede.

What belongs here: the rule by which two statements of one customer are the same, contradict, or have nothing to do with each other. What does not:
deciding what holds (SQL), attributes, drawing statements from a text (`transforms.extractors`).

Two statements of one topic and one value are the same memory, two of one topic and unlike values contradict. So a topic is all of a statement but
what an update would change: who, which predicate, what it is about, and in what circumstances ("on night flights"). Similarity of vectors takes no
part: a contradiction lies closer to a statement than a paraphrase does.
"""

from transforms.matters.scope import is_scoped
from transforms.matters.topics import FREE, Topic, is_lasting, may_last, topic

__all__ = ["FREE", "Topic", "is_lasting", "is_scoped", "may_last", "topic"]
