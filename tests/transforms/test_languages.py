import polars as pl
import pytest

from transforms.languages import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I would like to know where my parcel is", "en"),
        ("hi yeah um i need to change the the address on my account", "en"),
        ("Hola, necesito cambiar mi dirección de entrega por favor", "es"),
        ("Bonjour, je voudrais savoir où est ma commande", "fr"),
        ("Guten Tag, ich möchte meine Bestellung stornieren", "de"),
        ("Buongiorno, vorrei sapere dove si trova il mio pacco", "it"),
        ("Onde está a minha encomenda? Preciso dela hoje", "pt"),
        ("注文はどこですか", "ja"),
        ("我的订单在哪里", "zh"),
        ("주문이 어디에 있나요", "ko"),
        ("أين طلبي من فضلك، أحتاجه اليوم", "ar"),
        ("Где мой заказ? Он нужен мне сегодня", "ru"),
        ("😀👍", "und"),
        ("", "und"),
        ("12345", "und"),
        ("A-4421", "und"),
    ],
)
def test_a_text_has_its_language_or_none(text, language):
    assert detect(pl.Series([text])).to_list() == [language]


def test_what_is_too_short_has_its_conversations_language():
    texts = pl.Series(["Hola, necesito cambiar mi dirección de entrega", "vale", "👍", "vale"])
    assert detect(texts, pl.Series(["a", "a", "a", "b"])).to_list() == ["es", "es", "und", "und"]


def test_nothing_gives_nothing():
    assert detect(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.String)).to_list() == []
