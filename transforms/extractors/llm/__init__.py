"""Claims that a language model names. What belongs here: what it is asked, and which of its answers are taken. What does not: asking it, which needs a network.

Nothing of an answer is believed by itself. A claim points at a turn by its number, so it can speak of no other conversation; its quote has to stand in that turn;
its attribute has to be registered; who vouches for it follows from who spoke; dates are read from the words.
"""

from transforms.extractors.llm.answers import Unreadable, read
from transforms.extractors.llm.extractor import LlmExtractor
from transforms.extractors.llm.prompt import Part

__all__ = ["LlmExtractor", "Part", "Unreadable", "read"]
