"""What comes after a decision, in the words of the office: corrected, cancelled, given back, complained about.

Owns: these acts over HTTP. Promises: every verb is one act of one person; what another service has to hear first is
waited for, bounded. Leaves to others: the road up to the signature (`road`, `roles`).
"""

from __future__ import annotations

from typing import Any

from tests.support.people import Person
from tests.support.road import Season, Union
from tests.support.roles import REGISTER, Case
from tests.support.waiting import wait_until

SUBMISSIONS = "/api/review/v1/submissions"
REASON = "Kiểm tra lại cho thấy hồ sơ không đúng sự thật."


def awarded(season: Season, union: Union, **changes: Any) -> Case:
    """A nomination that went all the way to the signature and stands in the register."""
    case = union.officer.prepares(**changes)
    season.signer.signs(_voted(season, union, case))
    entry_of(season, case)
    return case


def granted_by_the_chair(season: Season, union: Union) -> Case:
    """A merit certificate of the people's committee, voted by the state council, submitted and granted (S1)."""
    case = union.officer.prepares(award="merit_cert_province")
    season.council = season.admin.seats_council(season.province, season.members, season.secretary, kind="state")
    session = _voted(season, union, case)
    letter = season.signer.post(SUBMISSIONS, {"sessions": [session], "cases": [case.id]}).body
    answer = {
        "cases": [case.id], "office": "peoples_committee_chair", "answer": "granted", "number": "2001/QĐ-UBND",
        "signatory": "Trần Quốc Văn", "document": "QĐ 2001/QĐ-UBND", "dated": season.today.isoformat(),
        "reason": "Thành tích có phạm vi ảnh hưởng trong tỉnh.",
    }  # fmt: skip
    season.secretary.post(f"{SUBMISSIONS}/{letter['id']}/answers", answer)
    entry_of(season, case)
    return case


def _voted(season: Season, union: Union, case: Case) -> str:
    season.reaches_council(union, case)
    season.notice_runs([case])
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    return session


def entry_of(season: Season, case: Case, *, standing: str = "in_force") -> Any:
    """The entry of a case in the register with this standing, once it is there."""
    def found() -> Any:
        entries = season.signer.each(f"{REGISTER}/awards", name=case.nominee.name)
        return next((one for one in entries if one["case_id"] == case.id and one["standing"] == standing), None)

    return wait_until(found, f"{case.id} to stand in the register {standing}", evidence=season.house.last_words)


def presents(season: Season, case: Case) -> Any:
    """Hands the award over today."""
    entry = entry_of(season, case)
    body = {"presented_on": season.today.isoformat(), "occasion": "Hội nghị biểu dương"}
    return season.secretary.post(f"{REGISTER}/awards/{entry['id']}/present", body, seen=entry["version"]).body


def archives_award(who: Person, entry: Any) -> Any:
    """Closes the file of an award."""
    path = f"{REGISTER}/awards/{entry['id']}/archiving"
    return who.post(path, {"file": "HS 12/2026"}, seen=entry["version"]).body


def archives(who: Person, case: Case) -> Any:
    """Closes the file of a case that never became an award."""
    path = f"/api/review/v1/cases/{case.id}"
    seen = who.get(path)["case"]["version"]
    return who.post(f"{path}/archive", {"file": "HS 13/2026"}, seen=seen).body


def proposes(who: Person, entry: Any, *, kind: str, ground: str, **more: Any) -> Any:
    """Asks the authority that signed to correct or cancel an award."""
    body = {"kind": kind, "ground": ground, "letter": "15/TTr-CĐCS", "reason": REASON}
    if kind == "revocation":
        body |= {"documents": ["Kết luận thanh tra số 03/KL"]}
    return who.post(f"{REGISTER}/awards/{entry['id']}/remedies", body | more, seen=entry["version"]).body


def steps(who: Person, kind: str, row: Any, step: str, body: Any = None, *, seen: int | None = None) -> Any:
    """One step of a remedy, recovery or complaint, as it was last seen."""
    path = f"{REGISTER}/{kind}/{row['id']}/{step}"
    return who.post(path, body, seen=seen if seen is not None else row["version"]).body


def takes_effect(who: Person, remedy: Any) -> Any:
    """The remedy once its decision has number and date."""
    def found() -> Any:
        now = who.get(f"{REGISTER}/remedies/{remedy['id']}")
        return now if now["state"] == "in_effect" else None

    return wait_until(found, f"the decision on {remedy['id']} to be numbered", evidence=who.house.last_words)
