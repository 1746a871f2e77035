"""One fixed transliteration: ASCII codes of municipalities and schools are made here and nowhere else."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
        "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
        "ь": "", "э": "e", "ю": "iu", "я": "ia",
    }
)  # fmt: skip


def slug(text: str, longest: int = 40) -> str:
    """Return an ASCII code of a text: small Latin letters, digits and single hyphens.

    Letters follow the scheme of Russian travel documents; «ъ» and «ь» are left out. A longer code is cut at a
    hyphen where there is one. A text without letters and digits gives "".

    Examples
    --------
    >>> slug("Берёзовый район")
    'berezovyi-raion'
    """
    letters = unicodedata.normalize("NFKC", text.replace("№", " ")).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(code) <= longest:
        return code
    cut = code[: longest + 1].rfind("-")
    return code[: cut if cut > 0 else longest]


def whole_slug(text: str, longest: int = 80) -> str:
    """Return an ASCII code that keeps the end of a text too: what is longer is cut and gets a digest of the whole.

    Examples
    --------
    >>> whole_slug("округ " * 7), len(whole_slug("округ " * 70))
    ('okrug-okrug-okrug-okrug-okrug-okrug-okrug', 78)
    """
    code = slug(text, longest=len(text) * 4)
    return code if len(code) <= longest else f"{slug(text, longest=longest - 7)}-{digest(text)}"


def digest(text: str) -> str:
    """Return six hexadecimal digits that tell texts apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]
