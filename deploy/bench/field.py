"""The field the standard work stands on: a province with districts and unions, and the people who act there.

Owns: who they are. Promises: pure and repeatable; no two nominees share a name or a birth, so that no rule has to tell
namesakes apart. Leaves to others: writing them into the databases (`preparation`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared.events.dossier import Dossier, Nominee
from shared.events.envelope import Actor
from shared.events.terms import AwardType, Role, Sex, SubjectKind

PLAN = "khanh_hoa_2024"
AWARD = "merit_cert_federation"
# The chain with a district is closed since 01/7/2025: the work happens on days of 2024 (chain C1).
FIRST_DAY = datetime(2024, 6, 3, 2, 0, tzinfo=UTC)
COUNCIL_DAY = FIRST_DAY + timedelta(days=28)  # the notice of ten working days is over
VALID_FROM = date(2020, 1, 1)

PROVINCE = "khanh_hoa"
DISTRICTS = tuple(f"huyen_{number}" for number in range(1, 5))
PER_LIST = 50
MEMBERS = 9
MOST = 3_600  # different people below

_SURNAMES = tuple("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương".split())
_MIDDLES = tuple("Thị Văn Quốc Hữu Ngọc Minh Thanh Đức Xuân Kim Hồng Anh Thu Công Bảo".split())
_GIVENS = tuple(
    "Hương Đức Tuyết Bảo Thụ Ánh Phương Dung Hạnh Nghĩa Khôi Lan Sơn Tùng Yến Vinh Trang Hải Loan Kiên".split()
)


def unions(nominations: int) -> tuple[str, ...]:
    """Grassroots unions, one list of fifty each."""
    return tuple(f"cdcs_{number:03d}" for number in range(-(-nominations // PER_LIST)))


def district_of(union: str) -> str:
    return DISTRICTS[int(union.rpartition("_")[2]) % len(DISTRICTS)]


def officer(union: str) -> Actor:
    return Actor(f"can_bo.{union}", Role.GRASSROOTS_OFFICER, union)


def hand_at(stage: int, body: str) -> Actor:
    """Who receives and passes at a stage of the chain."""
    if stage == 0:
        return Actor(f"chu_tich.{body}", Role.GRASSROOTS_HEAD, body)
    if stage == 1:
        return Actor(f"tham_dinh.{body}", Role.INTERMEDIATE_REVIEWER, body)
    return SECRETARY


SECRETARY = Actor("thu_ky", Role.COUNCIL_SECRETARY, PROVINCE)
SIGNER = Actor("nguoi_ky", Role.SIGNER, PROVINCE)
ADMINISTRATOR = Actor("quan_tri", Role.ADMINISTRATOR, PROVINCE)
COUNCIL = tuple(Actor(f"uy_vien_{number}", Role.COUNCIL_MEMBER, PROVINCE) for number in range(1, MEMBERS + 1))


def dossier(number: int) -> Dossier:
    """The dossier of the nominee with this number; good for 3,600 different people."""
    surname = _SURNAMES[number % len(_SURNAMES)]
    middle = _MIDDLES[number // len(_SURNAMES) % len(_MIDDLES)]
    given = _GIVENS[number // (len(_SURNAMES) * len(_MIDDLES)) % len(_GIVENS)]
    return Dossier(
        award=AWARD,
        award_type=AwardType.MERIT,
        year=FIRST_DAY.year,
        nominee=Nominee(
            key="",
            kind=SubjectKind.INDIVIDUAL,
            full_name=f"{surname} {middle} {given}",
            birth=(date(1965, 1, 1) + timedelta(days=3 * number)).isoformat(),
            sex=Sex.FEMALE if number % 2 else Sex.MALE,
            position="Công nhân",
            workplace=f"Tổ may {number % 7 + 1}",
            is_direct_worker=True,
            is_leader=False,
        ),
        achievement=f"Vượt kế hoạch năm {number % 30 + 101} %, hướng dẫn tay nghề cho đồng nghiệp mới.",
        achieved_from=date(2024, 1, 1),
        achieved_to=date(2024, 5, 31),
    )
