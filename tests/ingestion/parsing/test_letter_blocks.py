"""Part 2 of Mẫu số 08 in a letter: a row for each owner and specialised unit, and of the people in
it only that they are named."""

from __future__ import annotations

import pytest

from tests.ingestion.parsing.letters import HEADING, SYSTEMS_LETTER, Letter, read, values, written

OWNER = "a) Thông tin về chủ quản hệ thống thông tin:"
UNIT = "b) Thông tin về đơn vị chuyên trách về an ninh mạng:"
PART_2: list[list[str | None]] = [
    ["2. Thông tin về chủ quản hệ thống thông tin và đơn vị chuyên trách về an ninh mạng"],
    [OWNER],
    ["(1) Tên chủ quản hệ thống thông tin: UBND phường A;"],
    ["(2) Quy định chức năng, nhiệm vụ và quyền hạn: …"],
    ["(3) Người đại diện, chức vụ: Nguyễn Văn A, Chủ tịch;"],
    ["(4) Địa chỉ liên lạc của cơ quan chủ quản hệ thống thông tin:", "12 phố Huế"],
    ["(5) Thông tin liên hệ bao gồm: 0912 345 678, a@phuong.example"],
    [UNIT],
    ["(1) Tên đơn vị chuyên trách về an ninh mạng: Văn phòng"],
    ["(2) Quy định chức năng, nhiệm vụ và quyền hạn: QĐ 7/QĐ-UBND"],
    ["(3) Người đại diện, chức vụ: Trần Thị B"],
    ["(4) Địa chỉ liên lạc của đơn vị chuyên trách về an ninh mạng: 14 phố Huế"],
    ["(5) Thông tin liên hệ bao gồm: 0987 654 321"],
]
AGAIN = [[text and text.replace("phường A", "phường C") for text in row] for row in PART_2[1:]]


def bodies(letter: Letter) -> dict[str, dict[str, str | None]]:
    """What a letter says of each body, by its name."""
    rows: dict[str, dict[str, str | None]] = {}
    for cell in read(letter).cells:
        if cell.table == "system_bodies":
            rows.setdefault(cell.row_key, {})[cell.field] = cell.value.text
    return rows


def with_part_2(*lines: list[str | None]) -> Letter:
    return SYSTEMS_LETTER.but(lines=[*written(), *lines, HEADING])


def test_part_2_gives_a_row_for_each_body_and_no_person() -> None:
    letter = with_part_2(*PART_2)
    assert bodies(letter) == {
        "owner|UBND phường A": {
            "body_role": "owner", "body_name": "UBND phường A", "mandate": None,
            "representative": "✓", "address": "✓", "phone_and_email": "✓",
        },
        "specialised_unit|Văn phòng": {
            "body_role": "specialised_unit", "body_name": "Văn phòng",
            "mandate": "QĐ 7/QĐ-UBND",
            "representative": "✓", "address": "✓", "phone_and_email": "✓",
        },
    }  # fmt: skip
    report = read(letter)
    assert values(report).items() >= values(read(SYSTEMS_LETTER)).items()
    kept = repr((report.cells, report.problems, report.proposal))
    assert not [name for name in ("Nguyễn", "Trần", "phố Huế", "0912", "0987") if name in kept]
    at = {(cell.row_key, cell.field): cell.cell for cell in report.cells}
    assert at["owner|UBND phường A", "body_name"] == "A16"
    assert at["owner|UBND phường A", "address"] == "B19"
    assert [one.expected for one in report.problems if one.code == "SHEET-LEFT-OUT"] == [
        "Bảo vệ bốn lớp"
    ]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([*PART_2, *AGAIN[:6]], ["UBND phường A", "Văn phòng", "UBND phường C"]),
        ([*PART_2[:7], *AGAIN[1:6]], ["UBND phường A", "UBND phường C"]),
        (PART_2[:1], []),
    ],
    ids=["under its own heading", "under the same heading", "no block at all"],
)
def test_each_of_several_owners_is_a_row(lines: list[list[str | None]], names: list[str]) -> None:
    assert [key.partition("|")[2] for key in bodies(with_part_2(*lines))] == names


def test_both_parts_in_one_cell_are_parted() -> None:
    """A heading or a label of part 2 ends the answer of the line above it."""
    lines = [*written(), *([text for text in row if text] for row in PART_2)]
    cell = "\n".join(" ".join(map(str, row)) for row in lines)
    letter = SYSTEMS_LETTER.but(lines=[[cell], HEADING])
    assert values(read(letter)) == values(read(with_part_2(*PART_2)))


def test_the_same_owner_twice_is_told() -> None:
    report = read(with_part_2(*PART_2, *PART_2[1:7]))
    (problem,) = [one for one in report.problems if one.code == "ROW-DUPLICATE"]
    assert problem.cell == "A27"


OLD_HEADING: list[str | None] = ["b) Đơn vị chuyên trách an toàn thông tin:"]


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        (
            [*PART_2[:7], OLD_HEADING, *PART_2[8:]],
            ["owner|UBND phường A", "specialised_unit|Văn phòng"],
        ),
        ([PART_2[8], PART_2[2]], ["specialised_unit|Văn phòng", "owner|UBND phường A"]),
    ],
    ids=["under a heading nobody knows", "under no heading"],
)
def test_a_label_of_one_body_only_says_which_it_is(
    lines: list[list[str | None]], keys: list[str]
) -> None:
    assert list(bodies(with_part_2(*lines))) == keys


@pytest.mark.parametrize(
    ("heading", "label"), [(PART_2[1], PART_2[8]), (PART_2[7], PART_2[2])], ids=["owner", "unit"]
)
def test_a_heading_and_a_label_that_contradict_each_other_are_held(
    heading: list[str | None], label: list[str | None]
) -> None:
    report = read(with_part_2(heading, label))
    (role,) = [one for one in report.cells if one.field == "body_role"]
    assert (role.value.status, role.value.problem) == ("unreadable", "said_twice")


def test_a_second_line_that_could_be_of_either_body_is_told_and_not_guessed() -> None:
    lines = [*PART_2[:7], OLD_HEADING, ["(1) Tên đơn vị: Phòng B"], *PART_2[9:11]]
    report = read(with_part_2(*lines))
    assert list(bodies(with_part_2(*lines))) == ["owner|UBND phường A"]
    assert "CONTENT-UNREAD" in {one.code for one in report.problems}
    assert "Phòng B" not in repr(report.cells)
