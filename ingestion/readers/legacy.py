"""Vietnamese text from before Unicode: TCVN3 (fonts named ``.Vn…``) and VNI (``VNI-…``), which hold
Latin-1 letters that only their fonts show as Vietnamese, and the code page Windows-1258.

Whether a text may be replaced by its conversion is decided elsewhere (``restore.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

Encoding = Literal["TCVN3", "VNI", "Windows-1258"]

_LATIN = re.compile("[\u0080-\u00ff]")
# Vietnamese letters and marks no old font needs, and other scripts: the text is Unicode already.
_BEYOND_LATIN = re.compile("[\u0100-\u1fff]")
_VIETNAMESE_LATIN = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_VNI_TONES = dict(zip("øûõùï", (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True))
_VNI_CIRCUMFLEX = {"â": ""} | dict(zip("àåãáä", (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True))
_VNI_BREVE = {"ê": ""} | dict(zip("èúüéë", (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True))
_VNI_LETTERS = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))

# Initials with a second consonant and the final k occur in names of the Central Highlands.
_SYLLABLE = re.compile(
    "(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[kgpbd][rl]|[bcdđghklmnpqrstvx])?"
    "(iêu|yêu|oai|oao|oay|oeo|uao|uây|uôi|uya|uyê|uyu|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu"
    "|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    "(ch|ng|nh|[ckmnpt])?"
)
_TONES = (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT)
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")


def may_be_legacy(text: str) -> bool:
    """Whether a text has Latin-1 letters and nothing beyond, as texts in old fonts do."""
    return bool(_LATIN.search(text)) and not _BEYOND_LATIN.search(text)


def encoding_of_font(font: str) -> Encoding | None:
    """The encoding a font is made for, by its name."""
    if font.casefold().startswith(".vn"):
        return "TCVN3"
    return "VNI" if font.casefold().startswith("vni-") else None


def foreign_words(text: str) -> list[str]:
    """The words in which a letter or sign that Unicode Vietnamese does not have touches another
    (``Kh«ng``)."""
    return [
        word
        for word in _WORD.findall(text)
        if len(word) > 1 and any(c > "\u007f" and c not in _VIETNAMESE_LATIN for c in word)
    ]


def holds_legacy(text: str) -> bool:
    """Whether some foreign word of a text becomes a Vietnamese syllable when it is read in an old
    encoding, whatever the rest is."""
    return any(
        read != word and _is_syllables(read)
        for word in foreign_words(text)
        for read in (_decode_tcvn3(word), _decode_vni(word))
    )


def is_beyond_latin(text: str) -> bool:
    """Whether a text has letters that no old font needs: it was written in Unicode."""
    return bool(_BEYOND_LATIN.search(text))


def converted(text: str, encoding: Encoding, font: str = "") -> str | None:
    """The text read in an old encoding; None where a word would not be Vietnamese. Fonts of
    capitals (``.VnTimeH``) show small letters as capitals."""
    decode = _decode_tcvn3 if encoding == "TCVN3" else _decode_vni
    whole = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if not word.isascii():
            read = decode(word)
            as_sent = read == word and not any(c > "\u007f" and c.isalpha() for c in word)
            if not as_sent and not _is_syllables(read):
                return None
            word = read
        whole.append(text[end : match.start()] + word)
        end = match.end()
    read = "".join([*whole, text[end:]])
    is_capital = encoding == "TCVN3" and font.startswith(".") and font.endswith("H")
    return read.upper() if is_capital else read


def decoded(content: bytes, encoding: Encoding) -> str | None:
    """The bytes of a text file in an old encoding; None where they cannot be that."""
    try:
        text = content.decode("cp1258" if encoding == "Windows-1258" else "cp1252")
    except UnicodeDecodeError:
        return None
    if encoding == "Windows-1258":
        return unicodedata.normalize("NFC", text)
    decode: Callable[[str], str] = _decode_tcvn3 if encoding == "TCVN3" else _decode_vni
    return _WORD.sub(lambda match: decode(match.group()), text)


def _decode_tcvn3(word: str) -> str:
    return "".join(_TCVN3.get(char, char) for char in word)


def _decode_vni(word: str) -> str:
    """A mark follows its letter; a few letters stand alone."""
    read = ""
    for char in word:
        small = char.lower()
        mark = _vni_mark(read[-1:], small)
        if mark is not None:
            read = read[:-1] + unicodedata.normalize("NFC", read[-1] + mark)
        elif small in _VNI_LETTERS:
            letter = _VNI_LETTERS[small]
            read += letter.upper() if char != small else letter
        else:
            read += char
    return read


def _vni_mark(before: str, mark: str) -> str | None:
    """The combining marks a character adds to the letter before it, if it does."""
    base = before.lower()
    if base and base in "aeo" and mark in _VNI_CIRCUMFLEX:
        return _CIRCUMFLEX + _VNI_CIRCUMFLEX[mark]
    if base == "a" and mark in _VNI_BREVE:
        return _BREVE + _VNI_BREVE[mark]
    if base and base in "aeouyơư" and mark in _VNI_TONES:
        return _VNI_TONES[mark]
    return None


def _is_syllables(word: str) -> bool:
    """Whether a word is built as a Vietnamese syllable is: one tone, known letters in order."""
    letters = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    return sum(c in _TONES for c in letters) <= 1 and bool(_SYLLABLE.fullmatch(bare))
