"""The smallest labelled synthetic season: a register of one agency, and its incidents as CSV."""

from __future__ import annotations

from ingestion.forms.contract import load_contracts

REGISTER_HEAD = "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic\n"
AGENCY = "AGY-1,Sở A (mẫu),province_agency,VN63-01,2018-01-01,2025-06-30,true\n"


def register(*lines: str) -> bytes:
    """A register of these lines."""
    return (REGISTER_HEAD + "".join(lines)).encode()


def report(
    incidents: str = "3", *, period: str = "2024", unit: str = "đồng", revision: str = "0"
) -> bytes:
    """A summary of incidents of ``AGENCY``, of every kind as many as ``incidents`` says."""
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
