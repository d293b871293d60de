"""A file that follows no form: what is said of it, and which forms it is likeliest meant for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from expectations.wording.descriptions import Description, describe
from ingestion.blanks.layout import lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.messages import LANGUAGES
from ingestion.parsing.likely_forms import likely_forms
from ingestion.readers.files import read_document
from tests.expectations.builders import judge, part_of

BUDGET = "Báo cáo kinh phí an toàn thông tin mạng"
SYSTEMS = "Hồ sơ cấp độ và bảo vệ hệ thống thông tin (Mẫu số 08)"
CODE = "Mã biểu mẫu"


# What is sent, what is said of it, and as what.
NO_FORM = [
    ("a,b\n1,2\n", "không tìm thấy ô “Mã biểu mẫu”", "không có “Mã biểu mẫu”"),
    (f"{CODE},\na,b\n", "ô “Mã biểu mẫu” để trống", "(để trống)"),
    (f"{CODE},kinhphi\n", "không có biểu mẫu nào mang mã “kinhphi”", "kinhphi"),
    (f"{CODE},0912345678\n", "không ghi mã của biểu mẫu nào", "nội dung khác"),
    (f"{CODE},Mẫu kinh phí\n", "không ghi mã của biểu mẫu nào", "nội dung khác"),
]
LABELS = ",".join(field.label.vi for field in load_contracts()["budget/1"].registers[0].fields)
UNKNOWN, IN_CAPITALS = f"{CODE},budget/99\n", f"{CODE},BUDGET/99\n"
TWO_FORMS = f"{CODE},budget/99\n{SYSTEMS}\n"
ALL_TITLES = "\n".join(form.title.vi for form in load_contracts().latest().values())
Told = Callable[..., Description]


@pytest.fixture(scope="module")
def told() -> Told:
    """What is said of a file, in a language; all are judged in one batch."""
    sent = (*(case[0] for case in NO_FORM), LABELS, UNKNOWN, IN_CAPITALS, TWO_FORMS, ALL_TITLES)
    judged = judge([content.encode() for content in sent])

    def described(content: str, language: str = "vi") -> Description:
        (row,) = part_of(judged, content.encode()).findings.iter_rows(named=True)
        return describe(row, None, language)

    return described


@pytest.mark.parametrize(("content", "problem", "sent"), NO_FORM)
def test_a_file_of_no_form_says_what_is_missing(
    content: str, problem: str, sent: str, told: Told
) -> None:
    one = told(content)
    assert one.code == "FORM-UNKNOWN"
    assert problem in one.problem
    assert one.sent.startswith(sent)
    assert "biểu mẫu trống hiện hành" in one.fix
    assert "phù hợp nhất" not in one.fix
    for language in LANGUAGES:
        words = told(content, language)
        assert not any(name in str(words) for name in load_contracts())
        assert "✓" not in str(words) + words.sent


def test_the_likeliest_forms_are_named_by_their_titles(told: Told) -> None:
    assert f"“{BUDGET}”." in told(LABELS).fix
    assert f"phù hợp nhất: “{BUDGET}”" in told(UNKNOWN).fix
    title = load_contracts()["budget/1"].title.en
    assert f"likeliest form: “{title}”" in told(IN_CAPITALS, "en").fix
    assert f"“{BUDGET}”; “{SYSTEMS}”" in told(TWO_FORMS).fix


def test_at_most_three_forms_are_named(told: Told) -> None:
    assert told(ALL_TITLES).fix.count("“") == 4  # with that of the cell


@pytest.mark.parametrize("name", load_contracts().latest())
def test_every_blank_form_is_likeliest_itself(name: str) -> None:
    contracts = load_contracts()
    form = contracts.latest()[name]
    document = read_document(workbook_bytes(form, lay_out(form)))
    assert likely_forms(document, contracts, "")[0] == form.contract_id
