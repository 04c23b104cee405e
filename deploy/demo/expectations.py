"""What must come of the campaigns, worked out from what was planted.

Owns: the expected numbers. Promises: nothing of the services or of `policy/` is used: the few figures of the law that
matter stand here with their source. Leaves to others: comparing (`comparing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deploy.demo.casting import LEADER, Entry, cast
from deploy.demo.people import COUNCIL_SIZE
from deploy.demo.story import Campaign
from deploy.demo.tellings import count_notices, sessions_of

# Percent of all members that have to say yes: the presets of the plans' catalogue (domain.md §4.4, Votes).
PERCENT = {"merit_cert_federation": 80, "title_fighter_province": 90, "title_exc_collective": 70, "plaque_work": 50}
# Tenths of the base salary (ND152 Art 54, the same in ND91) and the base salary on the day of the decisions (domain.md
# §4.4, Bonus).
BONUS_TENTHS = {"title_fighter_province": 30, "title_exc_collective": 15}
BASE_SALARY = {2017: 1_300_000, 2020: 1_490_000, 2023: 1_490_000, 2024: 2_340_000, 2026: 2_530_000}
# Hưng Yên 2026: more than 5,000 initiatives, 3 to 5 diplomas, at least 5 % of public-service staff (domain.md §1.1).
INITIATIVES, DIPLOMAS, SERVICE_PERCENT = 5000, (3, 5), 5


def expected(campaigns: Sequence[Campaign]) -> dict[str, Any]:
    """Everything that is compared at the end, campaign by campaign and for the whole house."""
    return {
        "campaigns": {campaign.plan: of_campaign(campaign) for campaign in campaigns},
        "house": {
            "ledger_intact": True,
            "ledger_complete": True,
            "outbox_waiting": 0,
            "inbox_waiting": 0,
            "inbox_dead": 0,
            "notices_undelivered": 0,
            "invariants_broken": 0,
        },
    }


def of_campaign(campaign: Campaign) -> dict[str, Any]:
    entries = [entry for list_ in cast(campaign) for entry in list_.entries]
    accepted = [entry for entry in entries if entry.end != "row_refused"]
    ends = Counter(entry.end for entry in entries)
    return {
        "unions": len(campaign.unions),
        "launched": _launched(campaign),
        "rows": {
            "read": len(entries),
            "accepted": len(accepted),
            "refused": _sorted(Counter(entry.rule for entry in entries if entry.end == "row_refused")),
        },
        "kept_back": _sorted(Counter(entry.rule for entry in accepted if entry.rule)),
        "same_file_again": "same list, nothing new",
        "cases": _sorted(
            Counter(
                {
                    "draft": ends["blocked"],
                    "withdrawn": ends["withdrawn"],
                    "not_awarded": ends["refused"] + ends["voted_down"],
                    "awarded": ends["awarded"],
                }
            )
        ),
        "votes": _votes(entries),
        "turning_votes": {entry.case: _vote(entry) for entry in entries if _is_planted_vote(entry)},
        "decisions": _decisions(entries),
        "register": ends["awarded"],
        "presented": ends["awarded"],
        "bonus": sum(_bonus(campaign, entry) for entry in entries if entry.end == "awarded"),
        "leaders_awarded": sum(entry.end == "awarded" and entry.case == LEADER for entry in entries),
        "late_blocked": _late(campaign),
        "held_as": "on_hold",
        # Each session is first tried with five of nine, each list first signed with a name dropped.
        "without_quorum": len(sessions_of(entries)),
        "short_lists_refused": _decisions(entries),
        "notices": count_notices(campaign, entries),
        "targets": _targets(campaign),
        "direct_workers": _direct_workers(entries),
        "refused_attempts": 4,
    }


def _launched(campaign: Campaign) -> dict[str, Any]:
    done = [one for one in campaign.launches if one.refused is None]
    return {
        "launches": sum(not one.is_pilot for one in done),
        "pilots": sum(one.is_pilot for one in done),
        "refused": _sorted(Counter(one.refused for one in campaign.launches if one.refused)),
        "unit_plans": {
            "registered": sum(one.kind == "plan" for one in campaign.unit_plans),
            "short": sum(one.is_short for one in campaign.unit_plans),
            **_pledges(campaign),
        },
    }


def _pledges(campaign: Campaign) -> dict[str, int]:
    """A plan under which anybody pledges asks it of every union of the base."""
    pledged = {one.unit for one in campaign.unit_plans if one.kind == "pledge"}
    return {"pledged": len(pledged), "not_pledged": len(campaign.unions) - len(pledged) if pledged else 0}


def _sorted(counted: Mapping[Any, int]) -> dict[str, int]:
    return {str(name): counted[name] for name in sorted(counted, key=str) if counted[name]}


def is_voted(entry: Entry) -> bool:
    return entry.end in ("awarded", "voted_down")


def passes(entry: Entry) -> bool:
    """Whole numbers only: of all members, not of those who came."""
    return entry.yes_votes * 100 >= PERCENT[entry.award] * COUNCIL_SIZE


def _votes(entries: Sequence[Entry]) -> dict[str, Any]:
    voted = [entry for entry in entries if is_voted(entry)]
    return {
        award: {
            "percent": percent,
            "passed": sum(entry.award == award and passes(entry) for entry in voted),
            "failed": sum(entry.award == award and not passes(entry) for entry in voted),
        }
        for award, percent in sorted(PERCENT.items())
        if any(entry.award == award for entry in voted)
    }


def _is_planted_vote(entry: Entry) -> bool:
    return is_voted(entry) and "_of_nine_" in entry.case


def _vote(entry: Entry) -> dict[str, Any]:
    return {"yes": entry.yes_votes, "of": COUNCIL_SIZE, "percent": PERCENT[entry.award], "passed": passes(entry)}


def council_of(award: str) -> str:
    """The union's own council for union awards, the state council for titles and merits of the state line."""
    return "state" if award in ("title_fighter_province", "title_exc_collective") else "federation"


def _decisions(entries: Sequence[Entry]) -> int:
    """One by each council's list."""
    return len({council_of(entry.award) for entry in entries if entry.end == "awarded"})


def _bonus(campaign: Campaign, entry: Entry) -> int:
    """Rounded up to 10,000 đồng."""
    exact_tenths = BONUS_TENTHS.get(entry.award, 0) * BASE_SALARY[campaign.year]
    return -(-exact_tenths // 100_000) * 10_000


def _late(campaign: Campaign) -> int:
    """Rows the body above may not take without consent (M03)."""
    return sum(len(list_.entries) for list_ in cast(campaign) if list_.union.id == campaign.late)


def _targets(campaign: Campaign) -> dict[str, Any]:
    if campaign.targets or not campaign.figures:
        return dict(campaign.targets)
    service = {union.id for union in campaign.unions if union.block == "block_public_service"}
    initiatives = sum(stated["initiatives_recognised"] for stated in campaign.figures.values())
    persons = sum(stated["persons_with_initiative"] for unit, stated in campaign.figures.items() if unit in service)
    heads = sum(stated["headcount"] for unit, stated in campaign.figures.items() if unit in service)
    return {
        "initiatives": _target(initiatives, None, initiatives > INITIATIVES),
        # Nobody of these lists is proposed for the diploma, so the target is missed and shown as missed.
        "creative_labour_diplomas": _target(0, None, DIPLOMAS[0] <= 0 <= DIPLOMAS[1]),
        "public_service_initiatives": _target(persons, heads, persons * 100 >= SERVICE_PERCENT * heads),
    }


def _target(numerator: int, denominator: int | None, is_met: bool) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "outcome": "met" if is_met else "not_met"}


def _direct_workers(entries: Sequence[Entry]) -> dict[str, Any]:
    """Who works directly or leads nobody, among the persons rewarded."""
    persons = [entry for entry in _awarded_persons(entries)]
    return {
        "numerator": sum(entry.is_direct or not entry.is_leader for entry in persons),
        "denominator": len(persons),
        "outcome": "no_target",
    }


def _awarded_persons(entries: Sequence[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.end == "awarded" and entry.kind == "individual")
