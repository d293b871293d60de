"""What a file is, by its bytes; and that each kind has its sentence and its way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.landing.kinds import kind_of
from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import LANGUAGES, catalogue
from ingestion.readers.files import read_document
from tests.ingestion.landing.kinds_of_files import KINDS, ole, workbook
from tests.libreoffice import Resave


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_judged_by_its_bytes(name: str) -> None:
    content, kind = KINDS[name]
    with pytest.raises(UnreadableFile) as refused:
        read_document(content)
    assert refused.value.reason == kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_sentence_a_name_and_a_way_out(language: str) -> None:
    for kind in {kind for _, kind in KINDS.values()} | {"old_office", "damaged", "empty"}:
        for part in ("", "sent.", "fix."):
            assert catalogue(language)[f"unreadable.{part}{kind}"]
    assert UnreadableFile("pdf", count=3).what_was_sent("vi") == "tệp PDF (3 trang)"
    assert UnreadableFile("zip", count=30).what_was_sent("vi") == "tệp nén ZIP (30 tệp)"
    assert UnreadableFile("pdf").what_was_sent("vi") == "tệp PDF"


@pytest.mark.parametrize(
    "content",
    [
        workbook(),
        b"a,b\n1,2\n",
        b"BM,TP\n1,2\n",
        b"MZ,PK\n1,2\n",
        b"From: a, b\n",
        b"From a,b\n1,2\n",
        "Ngày: 1,Tên: 2\nGiờ: 1,Nơi: 2\n".encode(),
        b'{"form": "budget/1"}',
        "a,b\n".encode("utf-16"),
    ],
)
def test_what_is_read_is_of_no_other_kind(content: bytes) -> None:
    assert kind_of(content) is None


def test_a_directory_that_leads_outside_is_of_no_known_kind() -> None:
    content = bytearray(ole("Nothing"))
    content[30:32], content[48:52] = b"\xff\xff", b"\xff\xff\xff\xff"
    why = kind_of(bytes(content))
    assert why is not None
    assert why.reason == "old_office"


@pytest.mark.parametrize(
    ("to", "kind"), [("xls", "excel_97"), ("ods", "open_document"), ("pdf", "pdf")]
)
def test_what_another_program_saved_is_known(
    tmp_path: Path, to: str, kind: str, resaved: Resave
) -> None:
    (saved,) = resaved({"report": workbook("Mã biểu mẫu")}, tmp_path / to, to).values()
    why = kind_of(saved)
    assert why is not None
    assert why.reason == kind
