"""A file that follows no form: what is said of it, and which forms it is likeliest meant for."""

from __future__ import annotations

import pytest

from expectations.wording.descriptions import Description, describe
from ingestion.blanks.layout import lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.messages import LANGUAGES
from ingestion.parsing.likely_forms import likely_forms
from ingestion.readers.files import read_document
from tests.expectations.builders import judge

BUDGET = "Báo cáo kinh phí an toàn thông tin mạng"
SYSTEMS = "Hồ sơ cấp độ và bảo vệ hệ thống thông tin (Mẫu số 08)"
CODE = "Mã biểu mẫu"


def told(content: str, language: str = "vi") -> Description:
    (row,) = judge([content.encode()]).findings.iter_rows(named=True)
    return describe(row, None, language)


@pytest.mark.parametrize(
    ("content", "problem", "sent"),
    [
        ("a,b\n1,2\n", "không tìm thấy ô “Mã biểu mẫu”", "không có “Mã biểu mẫu”"),
        (f"{CODE},\na,b\n", "ô “Mã biểu mẫu” để trống", "(để trống)"),
        (f"{CODE},kinhphi\n", "không có biểu mẫu nào mang mã “kinhphi”", "kinhphi"),
        (f"{CODE},0912345678\n", "không ghi mã của biểu mẫu nào", "nội dung khác"),
        (f"{CODE},Mẫu kinh phí\n", "không ghi mã của biểu mẫu nào", "nội dung khác"),
    ],
)
def test_a_file_of_no_form_says_what_is_missing(content: str, problem: str, sent: str) -> None:
    one = told(content)
    assert one.code == "FORM-UNKNOWN"
    assert problem in one.problem
    assert one.sent.startswith(sent)
    assert "biểu mẫu trống hiện hành" in one.fix
    assert "phù hợp nhất" not in one.fix
    for language in LANGUAGES:
        assert not any(name in str(told(content, language)) for name in load_contracts())
        assert "✓" not in str(told(content, language)) + told(content, language).sent


def test_the_likeliest_forms_are_named_by_their_titles() -> None:
    labels = [field.label.vi for field in load_contracts()["budget/1"].registers[0].fields]
    assert f"“{BUDGET}”." in told(",".join(labels)).fix
    assert f"phù hợp nhất: “{BUDGET}”" in told(f"{CODE},budget/99\n").fix
    assert (
        f"likeliest form: “{load_contracts()['budget/1'].title.en}”"
        in told(f"{CODE},BUDGET/99\n", "en").fix
    )
    both = told(f"{CODE},budget/99\n{SYSTEMS}\n").fix
    assert f"“{BUDGET}”; “{SYSTEMS}”" in both


def test_at_most_three_forms_are_named() -> None:
    titles = "\n".join(form.title.vi for form in load_contracts().latest().values())
    assert told(titles).fix.count("“") == 4  # with that of the cell


@pytest.mark.parametrize("name", load_contracts().latest())
def test_every_blank_form_is_likeliest_itself(name: str) -> None:
    contracts = load_contracts()
    form = contracts.latest()[name]
    document = read_document(workbook_bytes(form, lay_out(form)))
    assert likely_forms(document, contracts, "")[0] == form.contract_id
