"""Dossiers as officers would write them: complete unless a test leaves something out.

Owns: invented nominees, their papers, the form a draft is sent in. Promises: no two nominees of a house are alike, so
that tests do not meet in each other's duplicates. Leaves to others: sending (`road`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.support.people import Upload

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Lò", "Quàng", "Giàng", "Đặng", "Bùi", "Ngô")
MIDDLE_NAMES = ("Thị", "Văn", "Quốc", "Ngọc", "Hữu", "Đình", "Thùy", "Minh", "Xuân", "Thanh", "Đức")
GIVEN_NAMES = ("Hương", "Đức", "Tuyết", "Bảo", "Thụ", "Ánh", "Phương", "Dung", "Hặc", "Thơm", "Mỷ", "Khôi", "Nghĩa")

FULL_PAPERS = ("submission_letter", "summary_list", "achievement_report", "minutes")
SHORT_PAPERS = ("submission_letter", "achievement_summary")


@dataclass(frozen=True)
class Nominee:
    """A person, on the shop floor or leading. `birth` as an officer would type it."""

    name: str
    birth: str
    sex: str = "female"
    is_leader: bool = False

    def as_form(self, workplace: str) -> dict[str, Any]:
        return {
            "kind": "individual", "full_name": self.name, "birth": self.birth, "sex": self.sex,
            "position": "Trưởng phòng" if self.is_leader else "Công nhân may", "workplace": workplace,
            "is_direct_worker": not self.is_leader, "is_leader": self.is_leader,
        }  # fmt: skip


def nominees(first: date = date(1970, 1, 1)) -> Iterator[Nominee]:
    """People without end, each with a name and a day of birth of their own."""
    names = itertools.product(SURNAMES, MIDDLE_NAMES, GIVEN_NAMES)
    for number, (surname, middle, given) in enumerate(itertools.cycle(names)):
        born = first + timedelta(days=number)
        yield Nominee(f"{surname} {middle} {given}", f"{born:%d/%m/%Y}", "male" if middle == "Văn" else "female")


def draft(plan: str, nominee: Nominee, workplace: str, *, year: int, held_on: date, **changes: Any) -> dict[str, Any]:
    """A draft with everything the merit certificate of a federation asks for, as the API takes it."""
    return {
        "plan": plan,
        "award": "merit_cert_federation",
        "award_type": "merit",
        "year": year,
        "nominee": nominee.as_form(workplace),
        "achievement": f"Sáng kiến cải tiến chuyền may của {nominee.name}, tăng năng suất 12 % trong năm {year}.",
        "achieved_from": f"{year}-01-05",
        "achieved_to": f"{year}-06-30",
        "task_rating": "excellent",
        "minutes": signed_minutes(held_on),
        "rows_in_letter": 1,
    } | changes


def signed_minutes(held_on: date, **changes: Any) -> dict[str, Any]:
    """What the minutes of the union's own review meeting say."""
    return {"held_on": held_on.isoformat(), "members": 11, "present": 11, "yes": 11, "no": 0} | {
        "is_signed": True
    } | changes


def pdf(title: str) -> Upload:
    """A small readable PDF named for its title; no two titles give the same bytes."""
    stream = b"BT /F1 12 Tf 60 780 Td (%s) Tj ET" % title.encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, start=1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return Upload(f"{title}.pdf", body + b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n")
