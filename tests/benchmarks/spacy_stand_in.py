"""spaCy's small English pipeline, to be compared with in speed only.

What belongs here: the architecture. What does not: anything learnt. `en_core_web_sm` is on no package registry, so that this has the parts it has
(tok2vec, tagger, parser, NER by `init config --optimize efficiency`, with as many labels) and weights of chance: the same arithmetic a token, and
results that mean nothing. Its attribute ruler and lemmatizer are left out, in spaCy's favour.
"""

from __future__ import annotations

from typing import Any

TAGS, ARCS, ENTITIES = 50, 45, 18


def pipeline() -> Any:
    """The pipeline. Raises ImportError where spaCy is not installed (`pip install -e '.[benchmarks]'`)."""
    import spacy
    from spacy.cli.init_config import init_config
    from spacy.training import Example

    parts = ("tagger", "parser", "ner")
    made = spacy.util.load_model_from_config(init_config(lang="en", pipeline=list(parts), optimize="efficiency", gpu=False), auto_fill=True)
    for part, letter, count in zip(parts, "TAE", (TAGS, ARCS, ENTITIES), strict=True):
        for at in range(count):
            made.get_pipe(part).add_label(f"{letter}{at}")
    words = ["she", "reads", "Emma"]
    shown = {"words": words, "tags": ["T0", "T1", "T2"], "heads": [1, 1, 1], "deps": ["A0", "ROOT", "A1"], "entities": ["O", "O", "U-E0"]}
    example = Example.from_dict(made.make_doc(" ".join(words)), shown)
    made.initialize(lambda: [example])
    return made
