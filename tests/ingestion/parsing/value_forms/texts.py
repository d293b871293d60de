"""Labels, choices and names: Unicode forms, look-alikes, invisible marks, old encodings."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Entry, SheetLayout
from tests.ingestion.parsing.value_forms.reports import Case, Edit, at, report, rows_of

ENCODING, CONVERTED = "CELL-ENCODING", "TEXT-CONVERTED"
Table = Mapping[str, str]

# Column, text as typed, what it is read as.
WRITINGS: list[tuple[str, str, Entry]] = [
    ("level", "Cấp độ cao", "high"),
    ("level", "CẤP ĐỘ CAO", "high"),
    ("level", "cấp  độ\ncao", "high"),
    ("level", unicodedata.normalize("NFD", "Cấp độ cao"), "high"),
    ("level", "Cấp \u00d0ộ cao", "high"),
    ("level", "Cấp\u00a0độ\u200b cao\ufeff", "high"),
    ("level", "High", "high"),
    ("level", "Cấp độ caó", "high"),
    ("level", "Cấp độ cao (1)", "high"),
    ("level", "Cấp độ cao (*)", "high"),
    ("level", "1. Cấp độ cao", "high"),
    ("level", "(2) Cấp độ cao", "high"),
    ("level", "- Cấp độ cao", "high"),
    ("level", "• Cấp độ cao:", "high"),
    ("level", "II. Cấp độ cao", "high"),
    ("level", "a) Cấp độ cao¹", "high"),
    ("done", "Có", 1),
    ("done", "CO\u0301", 1),
    ("done", "\u200bkhông\u00a0", 0),
    ("done", "x", 1),
    ("done", "Chưa có", 0),
    ("item", unicodedata.normalize("NFD", "Đắk Lắk"), "Đắk Lắk"),
    ("item", "\u00d0ắk Lắk", "Đắk Lắk"),
    ("item", "Đắk\u00a0Lắk\u200b", "Đắk Lắk"),
    ("item", "Khánh Hoà", "Khánh Hoà"),
    ("remark", "a\u2011b “c” 5 m² ½ § 3", "a\u2011b “c” 5 m² ½ § 3"),
    ("remark", "Công ty Müller & Söhne", "Công ty Müller & Söhne"),
    ("remark", "Schönherr, Citroën, El Niño", "Schönherr, Citroën, El Niño"),
    ("remark", "«Hà Nam», Café à la carte", "«Hà Nam», Café à la carte"),
    ("remark", "\u200b\u00a0", None),
    ("place", "1", "01"),
    ("place", "\u200b24\u00a0", "24"),
]

# Labels as senders write them over; the column is found all the same.
LABELS: list[tuple[str, str]] = [
    ("Kinh phí", unicodedata.normalize("NFD", "Kinh phí")),
    ("Kinh phí", "KINH PHÍ"),
    ("Kinh phí", "Kinh\nphí"),
    ("Kinh phí", "Kinh phí:"),
    ("Kinh phí", "Kinh phí (1)"),
    ("Kinh phí", "5. Kinh phí *"),
    ("Kinh phí", "Kinh\u00a0phí\u200b"),
    ("Cấp độ", "Cấp \u00d0ộ"),
    ("Mã địa bàn", "Mã \u00f0ịa bàn"),
    ("Kỳ báo cáo", "Kỳ báo cáo :"),
    ("Kỳ báo cáo", "3) KỲ BÁO CÁO"),
    ("Tên tỉnh, thành phố", unicodedata.normalize("NFD", "Tên tỉnh, thành phố")),
]

# Unicode text, TCVN3, VNI.
_OLD = [
    ("Bắc Giang", "B¾c Giang", "Baéc Giang"),
    ("Thành phố Hà Nội", "Thµnh phè Hµ Néi", "Thaønh phoá Haø Noäi"),
    ("Thừa Thiên Huế", "Thõa Thiªn HuÕ", "Thöøa Thieân Hueá"),
    ("Đắk Lắk", "§¾k L¾k", "Ñaék Laék"),
    ("Sở Y tế Bắc Giang", "Së Y tÕ B¾c Giang", "Sôû Y teá Baéc Giang"),
    ("Kế hoạch ứng phó", "KÕ ho¹ch øng phã", "Keá hoaïch öùng phoù"),
    ("Cấp độ cao", "CÊp ®é cao", "Caáp ñoä cao"),
    ("Không", "Kh«ng", "Khoâng"),
]
TCVN3 = {new: tcvn3 for new, tcvn3, _ in _OLD}
VNI = {new: vni for new, _, vni in _OLD}
_LETTERS = {
    "TCVN3": (
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
    )
}  # fmt: skip


def cases() -> Iterator[Case]:
    """Every case of these tables."""
    for column, text, read in WRITINGS:
        for suffix in ("xlsx", "csv"):
            rows = [{"item": "A", "cases": 1, column: text}]
            yield Case(f"{suffix} {column} {text!r}", partial(report, rows, "vi", suffix),
                       values={at(column): read})  # fmt: skip
    for label, written in LABELS:
        rows = rows_of("amount", [5])
        make = partial(report, rows, spoil=partial(_relabel, label, written))
        yield Case(f"label {written!r}", make, values={at("amount"): 5_000_000})
    yield from _old_cells()
    yield from _old_files()


def _relabel(label: str, written: str, page: SheetLayout) -> None:
    place = next(place for place, entry in page.entries.items() if entry == label)
    page.entries[place] = written


def _in_fonts(fonts: Mapping[str, str]) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        for place, font in fonts.items():
            sheet[place].font = Font(name=font)

    return edit


def _old_cells() -> Iterator[Case]:
    """Cells in old fonts in a workbook whose labels are Unicode: proved by a name, or held."""
    for name, old in (("TCVN3", TCVN3), ("VNI", VNI)):
        for new in ("Bắc Giang", "Thành phố Hà Nội", "Thừa Thiên Huế", "Đắk Lắk"):
            yield _old_case(f"{name} {new}", {"item": old[new]}, {"item": new}, converted="item")
        row = {"item": old["Sở Y tế Bắc Giang"], "remark": old["Kế hoạch ứng phó"]}
        read = {"item": "Sở Y tế Bắc Giang", "remark": "Kế hoạch ứng phó"}
        yield _old_case(f"{name} proof serves the file", row, read, converted="item")
        yield _old_case(f"{name} choice", {"level": old["Cấp độ cao"]}, {"level": "high"}, "level")
        yield _old_case(f"{name} answer", {"done": old["Không"]}, {"done": 0}, "done")
        unproved = {"item": "A", "remark": old["Kế hoạch ứng phó"]}
        yield _old_case(f"{name} unproved", unproved, {}, held="remark")
    fonts = {"TCVN3": ".VnTime", "VNI": "VNI-Times"}
    for name, old in (("TCVN3", TCVN3), ("VNI", VNI)):
        font = _in_fonts({at("item"): fonts[name], at("remark"): fonts[name]})
        row = {"item": old["Bắc Giang"], "remark": old["Kế hoạch ứng phó"]}
        read = {"item": "Bắc Giang", "remark": "Kế hoạch ứng phó"}
        yield _old_case(f"{name} by font", row, read, converted="item", edit=font)
        yield _old_case(f"{name} font, unproved", {"item": "A", "remark": row["remark"]}, {},
                        held="remark", edit=font)  # fmt: skip
        yield _old_case(f"{name} font, Unicode text", {"item": "Bắc Giang", "remark": "Có"},
                        {"item": "Bắc Giang", "remark": "Có"}, edit=font)  # fmt: skip
    capitals = _in_fonts({at("item"): ".VnTimeH"})
    yield _old_case("TCVN3 font of capitals", {"item": TCVN3["Bắc Giang"]}, {"item": "BẮC GIANG"},
                    converted="item", edit=capitals)  # fmt: skip
    yield _old_case("TCVN3 word that is Vietnamese both ways", {"item": TCVN3["Bắc Giang"],
                    "remark": "sè"}, {"item": "Bắc Giang"}, converted="item",
                    held="remark")  # fmt: skip
    yield _old_case("TCVN3 answer that is Vietnamese both ways", {"item": TCVN3["Bắc Giang"],
                    "done": "Cã"}, {"item": "Bắc Giang", "done": 1}, converted="item")  # fmt: skip
    yield _old_case("TCVN3 proves nothing of VNI", {"item": TCVN3["Bắc Giang"], "remark":
                    VNI["Kế hoạch ứng phó"]}, {"item": "Bắc Giang"}, "item", "remark")  # fmt: skip


def _old_case(
    name: str,
    row: Mapping[str, Entry],
    read: Mapping[str, Entry],
    converted: str | None = None,
    held: str | None = None,
    edit: Edit | None = None,
) -> Case:
    findings = {(CONVERTED, at(converted))} if converted else set()
    findings |= {(ENCODING, at(held))} if held else set()
    values = {at(column): entry for column, entry in read.items()}
    whole: dict[str, Entry] = {"item": "A", "cases": 1, **row}
    return Case(name, partial(report, [whole], edit=edit), frozenset(findings), values)


def _old_files() -> Iterator[Case]:
    """Whole CSV files in an old encoding: their labels prove it."""
    row: dict[str, Entry] = {"item": "Đắk Lắk", "done": "Không", "remark": "Sở số 5, có đủ"}
    read: dict[str, Entry] = {at("item"): "Đắk Lắk", at("done"): 0, at("remark"): row["remark"]}
    whole = partial(report, [row], "vi", "csv")
    as_bytes: dict[str, Callable[[str], bytes]] = {
        "Windows-1258": windows_1258,
        "TCVN3": lambda text: text.translate(_tcvn3()).encode("cp1252"),
        "TCVN3 in UTF-8": lambda text: text.translate(_tcvn3()).encode(),
        "VNI": lambda text: _vni(text).encode("cp1252"),
    }
    for name, write in as_bytes.items():
        make = partial(_rewritten, whole, write)
        yield Case(f"file in {name}", make, frozenset({(CONVERTED, "A1")}), read)
    make = partial(_rewritten, whole, lambda text: text.encode("utf-16"))
    yield Case("file in UTF-16", make, values=read)
    broken = frozenset({("CELL-ERROR", at("remark"))})
    for encoding in ("utf-16", "utf-8"):
        make = partial(_rewritten, whole, partial(_with_half_a_letter, encoding))
        yield Case(f"half a letter in {encoding}", make, broken)
    for name, content in {
        "Windows-1258 without a label": windows_1258("Tên trường,Lớp học\nTrường Sơn,5\n"),
        "TCVN3 without a label": "Tªn tr­êng,Líp häc\nTr­êng S¬n,5\n".encode("cp1252"),
        "bytes of no encoding": b"\x81\x8d\x8f,\xff\n",
    }.items():
        unread = frozenset({("FILE-UNREADABLE", None)})
        yield Case(f"file in {name}", io.BytesIO(content).getvalue, unread)


def _rewritten(make: Callable[[], bytes], write: Callable[[str], bytes]) -> bytes:
    return write(make().decode("utf-8-sig"))


def _with_half_a_letter(encoding: str, text: str) -> bytes:
    return text.replace("Sở số 5", "Sở số \ud800").encode(encoding, "surrogatepass")


def windows_1258(text: str) -> bytes:
    """Tones behind their letters, as that code page has it."""
    written = ""
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1258")
            written += char
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
            rest = "".join(part for part in parts if part not in tones)
            written += unicodedata.normalize("NFC", rest) + "".join(tones)
    return written.encode("cp1258")


def _tcvn3() -> dict[int, str]:
    """TCVN3 has small letters with tones only; capitals lose theirs to the font."""
    new, old = _LETTERS["TCVN3"]
    table = {ord(letter): code for letter, code in zip(new, old, strict=True)}
    return table | {ord(letter.upper()): table[ord(letter)] for letter in new[:67]
                    if ord(letter.upper()) not in table}  # fmt: skip


def _vni(text: str) -> str:
    """A letter, then its mark."""
    marks = {"\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0301": "ù", "\u0323": "ï"}
    circumflex = {"": "â", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0301": "á",
                  "\u0323": "ä"}  # fmt: skip
    breve = {"": "ê", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0301": "é", "\u0323": "ë"}
    alone = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ơ": "ô", "ư": "ö", "ỵ": "î",
             "đ": "ñ"}  # fmt: skip
    written = ""
    for char in unicodedata.normalize("NFC", text):
        small = char.lower()
        parts = unicodedata.normalize("NFD", small)
        tone = "".join(part for part in parts if part in marks)
        rest = unicodedata.normalize("NFC", "".join(part for part in parts if part not in marks))
        if small in alone:
            old = alone[small]
        elif rest in "âêô" and not rest.isascii():
            old = {"â": "a", "ê": "e", "ô": "o"}[rest] + circumflex[tone]
        elif rest == "ă":
            old = "a" + breve[tone]
        else:
            old = alone.get(rest, rest) + (marks[tone] if tone else "")
        written += old[0].upper() + old[1:] if char != small else old
    return written
