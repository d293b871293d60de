"""Words that a number format may put beside a figure without making another figure of it: names of
what is counted (``12 máy``). Of any other word nobody can say that it does not (``12 đã xóa``)."""

from __future__ import annotations

import re

from ingestion.language.vietnamese import fold, tidy

_THINGS = """
    ấn phẩm, bài, bài viết, bản, báo cáo, biên bản, bộ, buổi, cán bộ, cảnh báo, cái, chiếc, chức
    năng, chứng thư, chứng thư số, con, công chức, công trình, cơ quan, cơ sở, cổng, cổng thông
    tin, cuộc, cuộc diễn tập, cuộc họp, cụm, dịch vụ, doanh nghiệp, dự án, đại biểu, đầu mối, đề
    án, địa bàn, địa chỉ, địa chỉ ip, điểm, điểm cầu, đoàn, đợt, đơn, đơn vị, đường truyền, gói,
    gói thầu, giấy phép, hạng mục, hệ thống, hệ thống thông tin, hoạt động, học viên, hồ sơ, hội
    nghị, hội thảo, hợp đồng, hộ, huyện, khóa học, kết nối, kênh, kiến nghị, km, km², lần, lô,
    lớp, lớp học, lớp tập huấn, lượt, lượt người, lượt truy cập, m², m³, cm², máy, máy chủ, máy
    tính, máy trạm, mẫu, mạng, môn, mục, mục tiêu, người, người dùng, nhân sự, nhà mạng, nhiệm vụ,
    nhóm, nội dung, phần mềm, phiên, phiên bản, phiếu, phòng, phường, quận, quyết định, sản phẩm,
    sàn, sở, sự cố, sự kiện, tài khoản, tài liệu, tập tin, tên miền, thành viên, thiết bị, thôn,
    thủ tục, thuê bao, tỉnh, tiêu chí, tin, tin bài, tin nhắn, tổ, tổ chức, trạm, trang, trang
    tin, trang thông tin, trường, trường hợp, trung tâm, tủ, ứng dụng, văn bản, vé, vi phạm, vị
    trí, viên chức, việc, vụ, vụ việc, vùng, website, xã, xe, ý kiến
"""
_NAMES = frozenset(" ".join(name.split()) for name in _THINGS.split(","))
_FOLDED = frozenset(map(fold, _NAMES))
_AROUND = " .:()"
# Behind a thing: what a form of a year counts either way.
_A_YEAR = re.compile(r" ?/ ?năm$")


def names_only_things(words: str) -> bool:
    """Whether the words around a figure only name what is counted, or nothing.

    >>> names_only_things("(máy chủ)"), names_only_things("vụ/năm"), names_only_things("đã xóa")
    (True, True, False)
    """
    plain = " ".join(tidy(words).casefold().replace("%", " ").split())
    name = _A_YEAR.sub("", plain.strip(_AROUND))
    return not name or name in _NAMES


def is_thing(folded: str) -> bool:
    """Whether a text without its tones (``vu viec``) names what is counted."""
    return folded in _FOLDED
