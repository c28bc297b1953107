"""The language of a text, offline. What belongs here: ISO 639-1 codes for texts. What does not: what to do with a language.

Three steps, each for what the one before left: scripts that only one language is written in; common English words, which settle
most of a support desk's texts at the speed of a regex; py3langid (0.1 ms a text) for each distinct text left, cut to its first
200 code points. What is too short to tell has its conversation's language, by the letters written in each, or else `und`; what
has no letters is always `und`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

UNDETERMINED = "und"
_HEAD = 200
_LETTERS = 12
"""Latin and Cyrillic texts with fewer letters are not told apart."""
_ENOUGH = 25
"""Letters that a conversation must have in a language other than English to lend it to its shorter texts: names read like any language."""
_SCRIPTS = {
    "ja": r"[\p{Hiragana}\p{Katakana}]",
    "ko": r"\p{Hangul}",
    "zh": r"\p{Han}",
    "th": r"\p{Thai}",
    "el": r"\p{Greek}{2}",
    "he": r"\p{Hebrew}",
    "hy": r"\p{Armenian}",
    "ka": r"\p{Georgian}",
    "ta": r"\p{Tamil}",
    "te": r"\p{Telugu}",
    "bn": r"\p{Bengali}",
    "gu": r"\p{Gujarati}",
    "kn": r"\p{Kannada}",
    "ml": r"\p{Malayalam}",
    "pa": r"\p{Gurmukhi}",
    "km": r"\p{Khmer}",
    "lo": r"\p{Lao}",
}
_ENGLISH = (
    r"(?i)\b(?:the|and|you|your|is|are|was|were|have|has|had|this|that|with|for|what|when|where|which|would|could|should|can|will|"
    r"i'm|i've|i'd|i'll|it's|don't|didn't|can't|won't|you're|that's|there|they|them|my|we|our|from|been|be|of|to|it|please|thanks|"
    r"thank|yes|just|about|need|want|like|get|know|how|not|but|if|at|i)\b"
)
_LANGUAGES = [
    "en",
    "es",
    "fr",
    "de",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "fi",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "bg",
    "ru",
    "uk",
    "sr",
    "hr",
    "sl",
    "et",
    "lv",
    "lt",
    "tr",
    "ar",
    "fa",
    "ur",
    "hi",
    "mr",
    "ne",
    "vi",
    "id",
    "ms",
    "mk",
    "ca",
]
"""Those that py3langid chooses from. Without the rest of its 140, of which many are near relatives, short texts are told apart far better."""
_NAME = r"(?i)\S+@\S+|https?://\S+|www\.\S+|[•#@]\S*|\S*\d\S*"


def detect(texts: pl.Series, conversations: pl.Series | None = None) -> pl.Series:
    """ISO 639-1 code of each text, `und` where neither it nor its conversation tells."""
    alone = _alone(texts)
    if conversations is None:
        return alone
    frame = pl.DataFrame({"conversation": conversations, "language": alone, "letters": texts.str.count_matches(r"\p{L}")})
    told = frame.filter(pl.col("language") != UNDETERMINED).group_by("conversation", "language").agg(pl.col("letters").sum())
    majority = (
        told.filter((pl.col("language") == "en") | (pl.col("letters") >= _ENOUGH))
        .sort("letters", "language", descending=[True, False])
        .unique("conversation", keep="first", maintain_order=True)
    )
    joined = frame.join(majority.select("conversation", majority="language"), on="conversation", how="left", maintain_order="left")
    takes = (pl.col("language") == UNDETERMINED) & (pl.col("letters") > 0) & pl.col("majority").is_not_null()
    return joined.select(pl.when(takes).then("majority").otherwise("language").alias("language")).to_series()


def _alone(texts: pl.Series) -> pl.Series:
    distinct = texts.unique().drop_nulls()
    plain = distinct.str.slice(0, 4 * _HEAD).str.replace_all(_NAME, " ").str.slice(0, _HEAD)
    frame = pl.DataFrame({"text": distinct, "plain": plain}).with_columns(
        letters=pl.col("plain").str.count_matches(r"\p{L}"),
        words=pl.col("plain").str.count_matches(r"[\p{L}][\p{L}'’]*"),
        english=pl.col("plain").str.replace_all("’", "'", literal=True).str.count_matches(_ENGLISH),
        foreign=pl.col("plain").str.contains(r"[^\x00-\x7F’‘“”–—…•£€\p{So}]"),
    )
    script = pl.coalesce(pl.when(pl.col("plain").str.contains(pattern)).then(pl.lit(code)) for code, pattern in _SCRIPTS.items())
    is_english = ~pl.col("foreign") & (pl.col("english") >= 2) & (pl.col("english") / pl.col("words") >= 0.3)
    frame = frame.with_columns(
        language=pl.coalesce(
            script,
            pl.when(is_english).then(pl.lit("en")),
            pl.when(pl.col("letters") < _LETTERS).then(pl.lit(UNDETERMINED)),
        )
    )
    left = frame.filter(pl.col("language").is_null()).get_column("plain").unique()
    told = pl.DataFrame({"plain": left, "told": [_classify(text) for text in left]}, schema={"plain": pl.String, "told": pl.String})
    codes = frame.join(told, on="plain", how="left").select("text", language=pl.coalesce("language", "told"))
    return pl.DataFrame({"text": texts}).join(codes, on="text", how="left", maintain_order="left").get_column("language").fill_null(UNDETERMINED)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier


def _classify(text: str) -> str:
    language, probability = _identifier().classify(text.lower())
    return str(language) if probability >= (0.5 if language == "en" else 0.6) else UNDETERMINED
