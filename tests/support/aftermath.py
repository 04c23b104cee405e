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

REASON = "Kiểm tra lại cho thấy hồ sơ không đúng sự thật."


def awarded(season: Season, union: Union, *, award: str = "merit_cert_province", **changes: Any) -> Case:
    """A nomination that went all the way to the signature and stands in the register."""
    state = season.admin.seats_council(season.province, season.members, season.secretary, kind="state")
    case = union.officer.prepares(award=award, **changes)
    season.reaches_council(union, case)
    season.notice_runs([case])
    season.council = state
    session = season.council_votes([case])
    season.secretary.sends_for_signature(session)
    season.signer.signs(session)
    entry_of(season, case)
    return case


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
