"""The 34 units of the hand-made warehouse: names, scores, coverage and published grades."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

HOSTILE_NAME = "Sơn La </script><b>&\"'"

# code | name | score 2018 | score 2025 | coverage | predecessors, each with published grades
_UNITS = """
01|Hà Nội|64.40|75.21|1|01 Hà Nội C/C|D/B|C
04|Cao Bằng|51.02|50.10|0.9611|04 Cao Bằng C/C|D/B|C
08|Tuyên Quang|50.77|61.83|0.9601|02 Hà Giang C/C|D/B|C; 08 Tuyên Quang C/B/B|C
11|Điện Biên|50.23|51.98|0.9433|11 Điện Biên C/C|D/B|C
12|Lai Châu|34.10|44.00|0.7999|12 Lai Châu D/C|D/B|C
14|Sơn La|55.90|58.64|0.9255|14 Sơn La C/B/B|C
15|Lào Cai|58.11|63.35|0.9610|10 Lào Cai B/B/B|C; 15 Yên Bái C/C|D/B|C
19|Thái Nguyên|56.04|77.20|0.9602|06 Bắc Kạn C/C|D/B|C; 19 Thái Nguyên C/B/A
20|Lạng Sơn|53.50|54.49|0.9600|20 Lạng Sơn C/C|D/B|C
22|Quảng Ninh|58.61|78.60|0.9201|22 Quảng Ninh C/B/A
24|Bắc Ninh|63.47|75.30|0.9600|24 Bắc Giang C/B/B|C; 27 Bắc Ninh B/B/B|C
25|Phú Thọ|62.29|77.84|0.9800|17 Hòa Bình C/B/B|C; 25 Phú Thọ C/B/B|C; 26 Vĩnh Phúc B/A/A
31|Hải Phòng|57.50|69.02|0.9900|30 Hải Dương C/B/B|C; 31 Hải Phòng C/B/B|C
33|Hưng Yên|60.27|63.98|0.9700|33 Hưng Yên C/B/B|C; 34 Thái Bình B/B/B|C
37|Ninh Bình|44.92|55.31|0.9302|35 Hà Nam C/C|D/B|C; 36 Nam Định D/C|D/B|C; 37 Ninh Bình C/C|D/B|C
38|Thanh Hóa|54.20|67.52|0.8800|38 Thanh Hóa C/B/B|C
40|Nghệ An|56.61|64.20|0.9903|40 Nghệ An C/B/B|C
42|Hà Tĩnh|53.40|71.40|0.9600|42 Hà Tĩnh C/C|D/B|C
44|Quảng Trị|57.40|71.00|0.9800|44 Quảng Bình C/C|D/B|C; 45 Quảng Trị B/B/B|C
46|Huế|68.80|79.04|0.8899|46 Thừa Thiên Huế B/B/A
48|Đà Nẵng|68.61|82.13|0.9600|48 Đà Nẵng B/A/A; 49 Quảng Nam C/C|D/B|C
51|Quảng Ngãi|59.60|73.10|0.9800|51 Quảng Ngãi B/B/A; 62 Kon Tum C/C|D/B|C
52|Gia Lai|58.20|64.63|1|52 Bình Định C/B/B|C; 64 Gia Lai C/B/B|C
56|Khánh Hòa|47.43|60.07|0.9700|56 Khánh Hòa D/C|D/B|C; 58 Ninh Thuận C/B/B|C
66|Đắk Lắk|46.00|56.25|0.9100|54 Phú Yên D/C|D/B|C; 66 Đắk Lắk C/B/B|C
68|Lâm Đồng|57.02|62.60|0.9800|60 Bình Thuận C/B/B|C; 67 Đắk Nông C/C|D/B|C; 68 Lâm Đồng B/B/B|C
75|Đồng Nai|63.10|68.13|0.9900|70 Bình Phước C/B/B|C; 75 Đồng Nai B/B/B|C
79|Hồ Chí Minh|60.22|77.20|0.8822|74 Bình Dương C/C|D/B|C; 77 Bà Rịa - Vũng Tàu C/B/B|C; \
79 Hồ Chí Minh C/B/B|C
80|Tây Ninh|46.31|64.46|1|72 Tây Ninh C/B/B|C; 80 Long An D/C|D/B|C
82|Đồng Tháp|46.04|57.34|0.9405|82 Tiền Giang D/C|D/B|C; 87 Đồng Tháp C/C|D/B|C
86|Vĩnh Long|55.00|59.01|0.9500|83 Bến Tre C/B/B|C; 84 Trà Vinh C/B/B|C; 86 Vĩnh Long C/C|D/B|C
91|An Giang|58.33|55.10|0.9600|89 An Giang C/C/B|C; 91 Kiên Giang C/B/B|C
92|Cần Thơ|55.10|78.11|0.9600|92 Cần Thơ B/A/A; 93 Hậu Giang C/C|D/B|C; 94 Sóc Trăng D/C|D/B|C
96|Cà Mau|43.90|49.73|0.9001|95 Bạc Liêu C/C|D/B|C; 96 Cà Mau D/C|D/B|C
"""
# In Vietnamese order, Đ after D: where a code stands here sorts its unit.
ORDER = (
    "91 24 96 04 92 48 66 11 75 82 52 01 42 31 79 46 33 56 12 68 20 15 40 37 25 51 22 44 14 80 19"
    " 38 08 86"
)


@dataclass(frozen=True)
class Unit:
    """One line of the hand-made table."""

    code: str
    name: str
    before: Decimal
    now: Decimal
    coverage: Decimal
    predecessors: tuple[tuple[str, str, tuple[str, ...]], ...]

    @property
    def unit_id(self) -> str:
        return f"VN34-{self.code}"

    def score(self, year: int) -> Decimal:
        """A straight way from 2018 to 2025, so that every year has its own value."""
        step = (self.now - self.before) / 7 * (year - 2018)
        return (self.before + step).quantize(Decimal("0.01"))

    def published(self, year: int) -> str:
        """The set of published grades over the predecessors, as the trend mart holds it."""
        sets = (grades[year - 2018].split("|") for _, _, grades in self.predecessors)
        return "|".join(sorted({letter for letters in sets for letter in letters}))


def units(hostile_name: str = HOSTILE_NAME) -> list[Unit]:
    """The 34 units; one of them carries a name with HTML in it."""
    read = []
    for row in _UNITS.strip().splitlines():
        code, name, before, now, coverage, listed = row.split("|", 5)
        predecessors = []
        for part in listed.split("; "):
            words, grades = part.rsplit(" ", 1)
            old_code, old_name = words.split(" ", 1)
            predecessors.append((old_code, old_name, tuple(grades.split("/"))))
        shown = hostile_name if code == "14" else name
        read.append(
            Unit(code, shown, Decimal(before), Decimal(now), Decimal(coverage), tuple(predecessors))
        )
    return read


def grade_of(score: Decimal) -> str:
    """The bands of CSI-R1."""
    bands = (("A", 80), ("B", 65), ("C", 50), ("D", 30))
    return next((grade for grade, mark in bands if score >= mark), "E")
