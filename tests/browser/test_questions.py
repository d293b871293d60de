"""The fifteen questions of ``docs/questions.md``, asked on a phone: each is answered within two
taps from the front page and two screens of the page that opens, as the marts have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

SCREEN = (390, 844)
MORE, PROVINCES = "Chuyên đề", "Địa phương"
Answer = Callable[[duckdb.DuckDBPyConnection], str]
_SCOPE = "method = 'CSI-R1' and geography = 'VN34' and index_year = 2025"


def _written(value: object) -> str:
    """A value as Vietnamese writes it: ``1.275``, ``82,13``."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return str(value).replace(".", ",")


def _asked(query: str, words: str) -> Answer:
    """An answer in words, with the values of the only row of a query."""

    def answer(marts: duckdb.DuckDBPyConnection) -> str:
        (row,) = marts.execute(query).fetchall()
        return words.format(*map(_written, row))

    return answer


def _of_unit(columns: str, mart: str, unit: str) -> str:
    return f"select {columns} from marts.{mart} where {_SCOPE} and unit_id = '{unit}'"


# What is tapped one after the other, and what then answers the question.
QUESTIONS: dict[str, tuple[tuple[str, ...], Answer]] = {
    "1 where it stands": (
        (PROVINCES, "Quảng Ngãi"),
        _asked(
            _of_unit("rank, ranked_units, grade, score", "mart_csi_ranking", "VN34-51"),
            "Hạng {0}/{1}, loại {2}. {3} điểm",
        ),
    ),
    "2 better or worse than last year": (
        (PROVINCES, "Quảng Ngãi"),
        _asked(
            _of_unit("abs(score_change_on_year), previous_score", "mart_csi_trend", "VN34-51"),
            "{0} điểm ({1} →",
        ),
    ),
    "3 what made the difference": ((PROVINCES, "Quảng Ngãi"), _asked("select 1", "nhiều nhất:")),
    "4 the next grade": (
        (PROVINCES, "Quảng Ngãi"),
        _asked(
            "select cast(min(bands.score_from) - max(score) as decimal(9, 2)),"
            " arg_min(bands.grade, score_from)"
            " from marts.mart_csi_ranking as ranking inner join marts.dim_grade_band as bands"
            " on ranking.method = bands.method and bands.score_from > ranking.score"
            f" where ranking.{_SCOPE} and unit_id = 'VN34-51'",
            "Còn {0} điểm nữa là đạt loại {1}",
        ),
    ),
    "5 who has to do what by when": (
        (PROVINCES, "Huế"),
        _asked(
            "select count(*) from marts.mart_report_status where index_year = 2025 and is_owed"
            " and status = 'missing' and unit_id in ('VN34-46', 'VN63-46')",
            "{0} chưa nộp.",
        ),
    ),
    "6 better than in the first year": (
        (PROVINCES, "Quảng Ngãi"),
        _asked(
            _of_unit(
                "cast(baseline_year as varchar), abs(score_change)", "mart_csi_trend", "VN34-51"
            ),
            "So với {0}: ▲ +{1} điểm",
        ),
    ),
    "7 why it has no rank": (
        (PROVINCES, "Lai Châu"),
        _asked("select 1", "Chưa xếp hạng vì"),
    ),
    "8 how the country does": (
        (),
        _asked(
            "select cast(round(avg(score), 2) as decimal(9, 2)), count(*)"
            f" from marts.mart_csi_ranking where {_SCOPE} and rank is not null",
            "Điểm trung bình của các địa phương được xếp hạng: {0}. {1} địa phương được xếp hạng",
        ),
    ),
    "9 who rose and fell most": ((), _asked("select 1", "Tăng nhiều nhất: ")),
    "10 grades gained and lost": (
        (),
        _asked(
            "select if(count(*) = 0, 'Không địa phương nào đổi loại',"
            " 'Lên loại (' || count(*) || ')') from marts.mart_csi_trend"
            f" where {_SCOPE} and grade_steps_on_year > 0",
            "{0}",
        ),
    ),
    "11 how far the season has come": (
        (),
        _asked(
            "select count(*), count(*) filter (where status = 'missing')"
            " from marts.mart_report_status where index_year = 2026 and is_owed",
            "trong {0} báo cáo phải nộp",
        ),
    ),
    "12 how many incidents": (
        ("Sự cố",),
        _asked(
            "select sum(incidents) from marts.mart_incident_total"
            " where index_year = 2025 and period_kind = 'year'",
            "Năm 2025 các cơ quan ghi nhận {0} sự cố",
        ),
    ),
    "13 what the country is weakest at": (
        ("Trụ cột",),
        _asked(
            "select arg_min(node_name_vi, median_share) from marts.mart_csi_pillar_median"
            f" where {_SCOPE} and node_kind = 'pillar'",
            "yếu nhất là {0}",
        ),
    ),
    "14 how sure the order is": (
        (MORE, "Độ chắc chắn của thứ hạng"),
        _asked(
            "select count(*) filter (where verdict = 'above'),"
            " (select count(*) * (count(*) - 1) // 2 from marts.mart_csi_uncertainty"
            f" where {_SCOPE}) from marts.mart_csi_pairwise where {_SCOPE}",
            "Trong {1} cặp địa phương, {0} cặp",
        ),
    ),
    "15 which reports the index waits for": (
        (MORE, "Chất lượng số liệu"),
        _asked(
            "select count(*) from marts.mart_held_submission where not is_replaced",
            "{0} báo cáo đang chờ chỉnh sửa",
        ),
    ),
}


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """A phone without a script, as on the strictest closed network."""
    context = browser.new_context(
        viewport={"width": SCREEN[0], "height": SCREEN[1]}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_within_two_taps_and_two_screens(
    phone: Page, current: Path, published: Path, question: str
) -> None:
    taps, answer = QUESTIONS[question]
    with duckdb.connect(str(published), read_only=True) as marts:
        words = answer(marts)
    assert len(taps) <= 2
    phone.goto((current / "leadership" / "index.html").as_uri())
    for name in taps:
        in_menu = phone.locator("header.site")
        role = "summary" if name in (MORE, PROVINCES) else "a"
        in_menu.locator(role).get_by_text(name, exact=True).or_(
            in_menu.locator(role, has_text=name)
        ).first.click()
    found = phone.locator("main").get_by_text(words).first
    box = found.bounding_box()
    assert box is not None, words
    assert box["y"] + box["height"] <= 2 * SCREEN[1], f"{words}: {box}"


def test_the_list_of_questions_is_the_one_that_is_asked(request: pytest.FixtureRequest) -> None:
    page = (request.config.rootpath / "docs" / "questions.md").read_text("utf-8")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]
    assert [row for row in rows if row.isdigit()] == [name.split()[0] for name in QUESTIONS]
