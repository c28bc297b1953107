"""Check digits. What belongs here: is this number well formed? What does not: finding numbers in a text."""

from __future__ import annotations

import re

_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14, 16)),
    (re.compile(r"35"), (16,)),
    (re.compile(r"6(?:011|4[4-9]|5|2)"), (16, 17, 18, 19)),
    (re.compile(r"50|5[6-9]|6"), (13, 14, 15, 16, 18, 19)),
)
"""Leading digits and lengths of the payment networks (ISO/IEC 7812)."""


def is_card(digits: str) -> bool:
    """Could a payment card bear this number: issuer, length and check digit?"""
    return 13 <= len(digits) <= 19 and any(len(digits) in lengths and lead.match(digits) for lead, lengths in _ISSUERS) and luhn(digits)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812 annex B. A number of one repeated digit is a placeholder."""
    total = sum(int(digit) if index % 2 == 0 else sum(divmod(2 * int(digit), 10)) for index, digit in enumerate(reversed(digits)))
    return total % 10 == 0 and len(set(digits)) > 1


def is_ssn(digits: str) -> bool:
    """A US social security or individual taxpayer number that could have been issued."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return len(digits) == 9 and area not in ("000", "666") and group != "00" and serial != "0000" and (area < "900" or group >= "50")


def is_nino(text: str) -> bool:
    """A UK national insurance number by its prefix and suffix letters."""
    plain = re.sub(r"[\s-]", "", text).upper()
    return re.fullmatch(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", plain) is not None


def is_dni(text: str) -> bool:
    """A Spanish DNI or NIE: the letter is the number modulo 23."""
    plain = re.sub(r"[\s-]", "", text).upper()
    number = plain[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return number.isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


def is_cpf(text: str) -> bool:
    """A Brazilian CPF: two digits modulo 11."""
    digits = [int(digit) for digit in re.sub(r"\D", "", text)]
    return len(digits) == 11 and len(set(digits)) > 1 and all(digits[n] == sum((n + 1 - i) * digits[i] for i in range(n)) * 10 % 11 % 10 for n in (9, 10))


def is_nir(text: str) -> bool:
    """A French NIR: the key is 97 less the number modulo 97."""
    digits = re.sub(r"\D", "", text)
    return len(digits) == 15 and digits[0] in "1234" and int(digits[13:]) == 97 - int(digits[:13]) % 97


_ODD_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ODD_LETTERS = (*_ODD_DIGITS, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", _ODD_DIGITS + _ODD_LETTERS, strict=True))


def is_codice_fiscale(text: str) -> bool:
    """An Italian codice fiscale by its last letter."""
    plain = text.upper()
    even = sum(int(one) if one.isdigit() else ord(one) - 65 for one in plain[1:15:2])
    return chr(65 + (sum(_ODD[one] for one in plain[:15:2]) + even) % 26) == plain[15]
