"""E-mail messages and ZIP files of reports, opened one level deep."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingestion.landing.containers import open_container, opened
from ingestion.landing.door import NotTaken
from ingestion.landing.sources import Delivery
from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.files import read_document
from tests.ingestion.landing.kinds_of_files import KINDS, letter, locked, workbook, zipped

REPORT = workbook("Mã biểu mẫu")
TABLE = "Mã biểu mẫu;budget/1\nTên;Số\n".encode()


def delivered(content: bytes) -> list[Delivery | NotTaken]:
    return list(opened([Delivery("thu", content, "AGY-1", "inbox", None)]))


@pytest.mark.parametrize("pack", [letter, zipped])
def test_reports_within_are_deliveries_of_the_same_sender(pack: object) -> None:
    assert callable(pack)
    held = {
        "báo cáo.xlsx": REPORT,
        "bảng.csv": TABLE,
        "form.json": b'{"form": "budget/1"}',
        "cũ.xls": KINDS["old.xls"][0],
        "quét.pdf": KINDS["scan.xlsx"][0],
        "chữ ký.png": KINDS["photo.png"][0],
        "ghi chú.txt": "Kính gửi phòng,\nđây là báo cáo\n".encode(),
    }
    container, *members = delivered(pack(held))
    assert isinstance(container, Delivery)
    assert container.besides == ("quét.pdf", "chữ ký.png", "ghi chú.txt")
    assert len(container.members) == len(members) == 4
    for member, name in zip(members, held, strict=False):
        assert isinstance(member, Delivery)
        assert (member.name, member.content) == (f"thu › {name}", held[name])
        assert (member.sender, member.is_within) == ("AGY-1", True)


def test_what_is_no_container_stays_as_it_is() -> None:
    files = [*(content for content, _ in KINDS.values()), REPORT, TABLE, b"", b"PK\x03\x04 cut"]
    for content in files:
        (one,) = delivered(content)
        assert isinstance(one, Delivery)
        assert (one.content, one.members) == (content, ())


def told(content: bytes) -> dict[str, str]:
    """Why members are not received, by name."""
    return {one.name: one.reason.reason for one in delivered(content) if isinstance(one, NotTaken)}


def test_an_archive_within_stays_closed_and_is_told() -> None:
    inner = zipped({"a.xlsx": REPORT})
    held = {"a.xlsx": REPORT, "b.zip": inner, "c.rar": KINDS["packed.rar"][0], "d.eml": letter({})}
    for content in (zipped(held), letter(held)):
        names = ("b.zip", "c.rar", "d.eml")
        assert told(content) == {f"thu › {name}": "nested" for name in names}
    assert open_container(zipped({"b.zip": inner})) is None


def test_a_forwarded_message_stays_closed() -> None:
    forwarded = letter({"inside.xlsx": workbook("inside"), "a.xlsx": REPORT})
    head, _, rest = forwarded.partition(b"Content-Type: application/octet-stream")
    content = head + b"Content-Type: message/rfc822" + rest.replace(b"base64", b"8bit", 1)
    assert [*told(content).values()] == ["nested"]
    assert len(delivered(content)) == 3


BEFORE = b"From a@example.vn Mon Jan  1 00:00:00 2026\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_message_of_a_file_of_messages_is_opened(mark: bytes) -> None:
    _, member = delivered(mark + BEFORE + letter({"a.xlsx": REPORT}, "Kính gửi.\n\nFrom A to B\n"))
    assert isinstance(member, Delivery)
    assert member.content == REPORT


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_of_several_messages_in_a_file_none_is_taken_for_the_whole(end: bytes) -> None:
    one = BEFORE + letter({"a.csv": TABLE}) + b"\n"
    content = (one + one).replace(b"\n", end)
    (received,) = delivered(content)
    assert isinstance(received, Delivery)
    with pytest.raises(UnreadableFile) as refused:
        read_document(content)
    assert refused.value.reason == "nested"


def test_a_name_within_leads_nowhere() -> None:
    names = ["../../etc/passwd.xlsx", "/etc/a.xlsx", "C:\\x\\b.xlsx", "e\u202ecod.xlsx"]
    for pack in (zipped, letter):
        _, *members = delivered(pack({name: workbook(name) for name in names}))
        shown = [one.name.removeprefix("thu › ") for one in members]
        assert shown[:3] == ["passwd.xlsx", "a.xlsx", "b.xlsx"]
        assert all(char.isprintable() for char in shown[3])


def test_names_written_in_utf_8_without_saying_so_are_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bao cao nam.xlsx", REPORT)
    content = stream.getvalue().replace(b"bao cao nam.xlsx", "báo cáo 5.xlsx".encode())
    _, member = delivered(content)
    assert member.name == "thu › báo cáo 5.xlsx"


@pytest.mark.parametrize("bomb", [b"a,b\n" * 2_000_000, bytes(33 * 1024 * 1024)])
def test_what_unpacks_too_far_is_told_and_costs_nobody_else(bomb: bytes) -> None:
    content = zipped({"a.xlsx": REPORT, "bomb.csv": bomb})
    assert told(content) == {"thu › bomb.csv": "too_large_within"}
    assert len(delivered(content)) == 3


def test_a_size_that_lies_is_not_believed() -> None:
    content = bytearray(zipped({"a.xlsx": REPORT, "bomb.csv": b"a,b\n" * 2_000_000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert {*told(bytes(content)).values()} <= {"damaged", "too_large_within"}
    assert len(told(bytes(content))) == 1


def test_a_file_under_a_password_is_told() -> None:
    content = zipped({"a.xlsx": REPORT})
    both = bytearray(zipped({"a.xlsx": REPORT, "b.xlsx": workbook("b")}))
    both[both.rindex(b"PK\x01\x02") + 8] |= 1
    assert told(bytes(both)) == {"thu › b.xlsx": "encrypted_member"}
    assert open_container(locked(content)) is None


@pytest.mark.parametrize(
    "content",
    [
        zipped({f"{number}.csv": TABLE for number in range(201)}),
        letter({f"{number}.csv": TABLE for number in range(201)}),
        b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 1_000,
        b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 6_000,
        b"From: a\nTo: b\n\n" + b"a\n" * 1_000_001,
        b"From: a\nTo: b\nContent-Type: message/rfc822\n\n" * 1_000,
    ],
)
def test_more_than_any_letter_holds_is_not_opened(content: bytes) -> None:
    (one,) = delivered(content)
    assert isinstance(one, Delivery)
    with pytest.raises(UnreadableFile) as refused:
        read_document(content)
    assert refused.value.reason == "too_many_parts"


def test_a_header_longer_than_any_letter_s_costs_nothing() -> None:
    words = "=?utf-8?q?a?= " * 200_000
    content = letter({"NAME": TABLE}).replace(b'"NAME"', f'"{words}"'.encode())
    _, member = delivered(content)
    assert isinstance(member, Delivery)
    assert member.content == TABLE


@pytest.mark.parametrize("cut", [2_000, 40])
def test_a_message_that_ends_early_is_not_taken_for_a_whole_one(cut: int) -> None:
    """A table of text would be taken without its last rows."""
    whole = letter({"a.xlsx": REPORT, "b.xlsx": workbook("b" * 20_000)})
    (received,) = delivered(whole[:-cut])
    assert isinstance(received, Delivery)
    assert received.members == ()
    with pytest.raises(UnreadableFile) as refused:
        read_document(whole[:-cut])
    assert refused.value.reason == "damaged"


def test_an_attachment_without_a_name_is_one() -> None:
    message = letter({"bảng.csv": TABLE}).replace(b"filename", b"x-other")
    (container, member) = delivered(message)
    assert isinstance(container, Delivery)
    assert isinstance(member, Delivery)
    assert member.content == TABLE
