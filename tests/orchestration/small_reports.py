"""Small real reports for tests of the intake: the summary of incidents of one agency, as CSV."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.landing.receipts import receive
from ingestion.landing.sources import Delivery
from orchestration.intake.register_faults import is_usable
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import latest_verdicts
from orchestration.run_context import Run

AS_OF = date(2026, 7, 31)
RECEIVED = datetime(2024, 12, 10, tzinfo=UTC)
REGISTER_HEAD = "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic\n"
AGENCY = "AGY-1,Sở A (mẫu),province_agency,VN63-01,2018-01-01,2025-06-30,true\n"


def register(*lines: str) -> bytes:
    return (REGISTER_HEAD + "".join(lines)).encode()


def report(
    incidents: str = "3", *, period: str = "2024", unit: str = "đồng", revision: str = "0"
) -> bytes:
    contract = load_contracts()["incident_summary/1"]
    header = {
        "Mã biểu mẫu": contract.contract_id,
        "Loại số liệu": "Số liệu mẫu",
        "Mã đơn vị báo cáo": "AGY-1",
        "Tên đơn vị báo cáo": "Sở A (mẫu)",
        "Mã tỉnh, thành phố": "01",
        "Tên tỉnh, thành phố": "Hà Nội",
        "Kỳ báo cáo": period,
        "Phạm vi số liệu": "Của đơn vị",
        "Lần điều chỉnh (0 là bản đầu)": revision,
        "Ngày ký báo cáo": "1/12/2024",
        "Đơn vị tiền": unit,
    }
    (sheet,) = contract.registers
    lines = [f'"{label}","{entry}"' for label, entry in header.items()]
    lines.append(",".join(f'"{field.label.vi}"' for field in sheet.fields))
    lines += [f'"{o.label.vi}",{incidents},0,0,0,0' for o in contract.lists["incident_type"]]
    return "\n".join([*lines, "Tổng cộng", ""]).encode()


def deliver(
    home: Home,
    *contents: bytes,
    sender: str | None = None,
    at: datetime = RECEIVED,
    by: str | None = None,
) -> None:
    deliveries: Sequence[Delivery] = [
        Delivery(f"{number}.csv", content, sender, "test", at, by, is_declared=True)
        for number, content in enumerate(contents)
    ]
    with home.ledger() as ledger:
        receive(deliveries, home.raw_store(), ledger, home.kind, is_usable)


def verdicts(home: Home, as_of: date = AS_OF) -> dict[str, int]:
    """Take in what waits, and count the verdicts that stand."""
    take_in(Run(home, as_of))
    with home.ledger() as ledger:
        return dict(latest_verdicts(ledger).group_by("verdict").len().iter_rows())
