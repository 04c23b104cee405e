"""Is everything there that the next body needs to begin: G04 identity, G17 papers.

Owns: what counts as complete. Promises: pure; names each thing that is missing.
Leaves to others: whether what is there suffices (`eligibility`).
"""

from __future__ import annotations

from dataclasses import dataclass

from services.nomination.rules.person_class import NAMES, contradicts
from shared.events.terms import PaperKind, PersonClass, Sex, SubjectKind
from shared.verdicts import Consequence, Finding, fails, holds, rule, unknown

_PAPER_NAMES = {
    PaperKind.SUBMISSION_LETTER: ("tờ trình", "submission letter"),
    PaperKind.SUMMARY_LIST: ("danh sách", "list"),
    PaperKind.ACHIEVEMENT_REPORT: ("báo cáo thành tích", "achievement report"),
    PaperKind.ACHIEVEMENT_SUMMARY: ("tóm tắt thành tích", "achievement summary"),
    PaperKind.MINUTES: ("biên bản họp", "minutes"),
    PaperKind.INITIATIVE_CERTIFICATE: ("giấy chứng nhận sáng kiến", "initiative certificate"),
    PaperKind.OTHER: ("tài liệu khác", "other paper"),
}


@rule(
    "G04",
    stage="grassroots",
    vi="Lý lịch bắt buộc của người, tập thể được đề nghị",
    en="Mandatory identity of the nominee",
    basis="Mẫu danh sách đề nghị khen thưởng",
    once_cited=("Mẫu danh sách đề nghị khen thưởng (list forms)",),
    if_fails=Consequence.BLOCK,
)
def identity_is_complete(
    *,
    kind: SubjectKind,
    full_name: str,
    birth: str | None,
    sex: Sex | None,
    position: str | None,
    workplace: str | None,
    is_direct_worker: bool | None,
    person_class: PersonClass | None = None,
    is_leader: bool | None = None,
) -> Finding:
    """A person is told by at least surname and given name; what nobody stated has to be supplied. A class of person and
    the statements beside it say the same."""
    least_words = 2 if kind is SubjectKind.INDIVIDUAL else 1
    if len(full_name.split()) < least_words:
        return fails(
            "Tên chưa đủ: cá nhân cần họ và tên, tập thể cần tên gọi.",
            "The name is not complete: a person needs surname and given name, a collective its name.",
        )
    if kind is not SubjectKind.INDIVIDUAL:
        return holds("Đã ghi tên.", "The name is given.")
    stated = {
        ("ngày sinh", "birth date"): birth,
        ("giới tính", "sex"): sex,
        ("chức vụ", "position"): position,
        ("đơn vị công tác", "workplace"): workplace,
        ("lao động trực tiếp hay không", "direct worker or not"): is_direct_worker,
    }
    missing = [names for names, value in stated.items() if value is None or value == ""]
    if missing:
        return unknown(
            "Chưa ghi: " + ", ".join(vi for vi, _ in missing) + ".",
            "Not stated: " + ", ".join(en for _, en in missing) + ".",
        )
    if person_class and contradicts(person_class, is_direct_worker=is_direct_worker, is_leader=is_leader):
        return _contradicted(person_class)
    return holds("Lý lịch bắt buộc đã đủ.", "The mandatory identity is complete.")


def _contradicted(person_class: PersonClass) -> Finding:
    vi, en = NAMES[person_class]
    return fails(
        f"Phân loại cán bộ ghi “{vi}” nhưng mục lao động trực tiếp hoặc lãnh đạo ghi khác; hãy sửa cho khớp.",
        f"The class says “{en}”, what is stated of direct work or leading says otherwise: make them agree.",
        follows=Consequence.RETURN,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperScan:
    """What is known of a paper and viruses: who judged it, with which signatures; `by` None when nobody has yet."""

    paper: str
    by: str | None
    found: str | None = None


@rule(
    "G17",
    stage="grassroots",
    vi="Thành phần hồ sơ đầy đủ, đọc được",
    en="Required papers complete and readable",
    basis="Quy định thành phần hồ sơ của danh mục; NĐ 152/2025/NĐ-CP Điều 33",
    once_cited=("Quy định thành phần hồ sơ của danh mục (dossier rules); ND152 Art 33",),
    if_fails=Consequence.RETURN,
)
def papers_are_complete(
    *, required: tuple[PaperKind, ...], supplied: tuple[PaperKind, ...], unreadable: tuple[str, ...],
    scans: tuple[PaperScan, ...] = (),
) -> Finding:  # fmt: skip
    """Every required kind of paper is there, every paper can be opened, and none carries malware.

    `scans` is empty where no scanner is named and none has judged.
    """
    missing = [_PAPER_NAMES[kind] for kind in required if kind not in supplied]
    if missing:
        return fails(
            "Hồ sơ còn thiếu: " + ", ".join(vi for vi, _ in missing) + ".",
            "Missing papers: " + ", ".join(en for _, en in missing) + ".",
        )
    if unreadable:
        names = ", ".join(unreadable)
        return fails(f"Không mở được tệp: {names}.", f"These files cannot be opened: {names}.")
    return _viruses(scans)


def _viruses(scans: tuple[PaperScan, ...]) -> Finding:
    infected = ", ".join(f"{scan.paper} ({scan.found})" for scan in scans if scan.found is not None)
    if infected:
        return fails(
            f"Tệp có mã độc, hãy gỡ ra và nộp bản sạch: {infected}.",
            f"Malware was found; remove these files and supply clean ones: {infected}.",
        )
    waiting = ", ".join(scan.paper for scan in scans if scan.by is None)
    if waiting:
        return unknown(
            f"Chưa quét được mã độc: {waiting}. Hệ thống tự quét lại; xin nộp sau ít phút.",
            f"Not scanned for malware yet: {waiting}. It is tried again by itself; submit in a few minutes.",
        )
    return holds("Thành phần hồ sơ đầy đủ.", "All required papers are there.")
