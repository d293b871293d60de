"""A file with a secrecy marking is put apart, wherever it is stamped; words like it are none."""

import io
import unicodedata

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.files import read_document


def workbook(text: str, place: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "Báo cáo"
    match place:
        case "cell":
            sheet["D3"] = text
        case "note":
            sheet["A1"].comment = Comment(text, "ai đó")
        case "header":
            sheet.oddHeader.center.text = text
        case "second sheet":
            book.create_sheet("Phụ lục")["B2"] = text
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


MARKINGS = [
    "MẬT",
    "TỐI MẬT",
    "TUYỆT MẬT",
    "  TỐI  MẬT ",
    "* MẬT *",
    "Độ mật: Mật",
    "ĐỘ MẬT: TUYỆT MẬT",
    "Mức độ mật: Tối mật",
    unicodedata.normalize("NFD", "TUYỆT MẬT"),
]
NO_MARKINGS = ["Mật", "mật", "Tuyệt mật", "MẬT KHẨU", "BÍ MẬT", "KHÔNG MẬT", "Độ mật:", "MAT"]


@pytest.mark.parametrize("text", MARKINGS)
def test_a_marking_is_known(text: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_document(f"Mã,Số liệu\n{text},1\n".encode())
    assert refused.value.reason == "secret"


@pytest.mark.parametrize("text", NO_MARKINGS)
def test_words_like_it_are_none(text: str) -> None:
    assert read_document(f"Mã,Số liệu\n{text},1\n".encode()).grids


@pytest.mark.parametrize("place", ["cell", "note", "header", "second sheet"])
def test_it_is_seen_wherever_it_is_stamped(place: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_document(workbook("TUYỆT MẬT", place))
    assert refused.value.reason == "secret"
    assert read_document(workbook("Phụ lục", place)).grids


def test_the_sentence_says_what_to_do_and_quotes_nothing() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_document("Mã,Số liệu\nMẬT,918273\n".encode())
    assert "csi purge" in (refused.value.cure("vi") or "")
    assert "918273" not in refused.value.words("vi") + refused.value.words("en")
