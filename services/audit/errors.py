"""What the witness refuses.

Owns: its errors with their stable codes. Leaves to others: their HTTP form (`shared.web.problems`).
"""

from __future__ import annotations

from shared.errors import Absent, Conflict, InvalidInput, Unavailable, VinhDanhError
from shared.words import Words


class NoSuchCase(Absent):
    code = "audit.case_unknown"
    words = Words("Chưa ghi nhận sự việc nào của hồ sơ này.", "Nothing has been heard about this case.")


class NoSuchAward(Absent):
    code = "audit.award_unknown"
    words = Words("Sổ chứng không ghi nhận khen thưởng này.", "The ledger has heard of no such award.")


class AwardAmbiguous(Conflict):
    """Every body numbers its certificates from 1 in each year."""

    code = "audit.award_ambiguous"
    words = Words("Nhiều giấy chứng nhận có cùng số này.", "Several certificates bear this number.")


class CheckBrokenOff(Unavailable):
    code = "audit.check_broken_off"
    words = Words(
        "Tiến trình đang dừng; sổ chứng sẽ tự kiểm tra lại khi khởi động.",
        "The process is stopping; the ledger checks itself again after its next start.",
    )


class NoSuchDecision(Absent):
    code = "audit.decision_unknown"
    words = Words("Sổ chứng không ghi nhận quyết định này.", "The ledger has heard of no such decision.")


class NoSuchPerson(Absent):
    code = "audit.person_unknown"
    words = Words("Sổ chứng không ghi nhận đề nghị nào cho khóa này.", "No nomination was heard of under this key.")


class NoSuchLeaf(Absent):
    code = "audit.leaf_unknown"
    words = Words("Không có sự kiện này trong sổ chứng.", "The ledger has no such event.")


class NoSuchTree(Absent):
    code = "audit.tree_unknown"
    words = Words("Sổ chứng chưa có kích thước này.", "The ledger never had this size.")


class NoSuchTile(Absent):
    code = "audit.tile_unknown"
    words = Words("Sổ chứng chưa có phần này.", "The ledger has no such tile under its newest checkpoint.")


class NoCheckpoint(Absent):
    code = "audit.checkpoint_unknown"
    words = Words("Sổ chứng chưa ký điểm chốt nào.", "No checkpoint has been signed yet.")


class ErasureNotSigned(Unavailable):
    """What is missing from a pack is excused by an erasure alone, and the pack could not prove that one yet."""

    code = "audit.erasure_unsigned"
    words = Words(
        "Vừa có dữ liệu cá nhân được xóa và chưa có điểm chốt nào sau đó; xin lập gói lại sau một phút.",
        "Somebody was erased just now and no checkpoint covers it yet; ask for the pack again in a minute.",
    )


class KeyUnusable(VinhDanhError):
    """A key file that is missing, malformed, or in the way of a new one."""

    code = "audit.key_unusable"
    words = Words("Không dùng được khóa ký của sổ chứng.", "The ledger's key cannot be used.")


class WitnessStateUnusable(VinhDanhError):
    """A witness without its memory could be told anything; it does not start."""

    code = "audit.witness_state_unusable"
    words = Words("Không dùng được tệp ghi nhớ của bên chứng.", "The witness's state cannot be used.")


class LedgerBroken(VinhDanhError):
    """What is stored does not follow from itself; nothing may be appended before a person has looked."""

    code = "audit.ledger_broken"
    words = Words("Sổ chứng không còn nguyên vẹn.", "The ledger is not intact.")


class NothingToPack(Absent):
    code = "audit.nothing_to_pack"
    words = Words(
        "Không có hồ sơ, quyết định hay khoảng thời gian này trong sổ chứng.",
        "The ledger has no such case, no such decision and nothing of such a period.",
    )


class PackTooLarge(InvalidInput):
    code = "audit.pack_too_large"
    words = Words("Gói quá lớn; hãy chọn khoảng ngắn hơn.", "The pack would be too large; ask for less.")
