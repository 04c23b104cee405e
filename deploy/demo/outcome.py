"""What came of the rehearsal, as the house itself answers it.

Owns: gathering the actual numbers over the APIs (and the witness's own verification). Promises: the same shape as
`expectations.expected`, so that the two can be laid over each other. Leaves to others: comparing, printing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from typing import Any

from deploy.demo.casting import LEADER
from deploy.demo.launching import launched
from deploy.demo.stage import Season, Stage
from deploy.demo.trespassing import recorded_refusals
from deploy.demo.voting import awards_of
from deploy.demo.waiting import wait_until
from services.audit.queries_verification import Verified

_DELIVERIES = "/api/notification/v1/deliveries"
_UNSETTLED = ("waiting", "sending")
_BY_THE_CALENDAR = {"targets_pace", "report_near", "report_awaited", "filing_day_near"}
"""Told on certain days only. The rehearsal leaps over days: a timer may look while it stands on one, or not."""


def await_deliveries(stage: Stage) -> list[dict[str, Any]]:
    """Every delivery, once none of them waits any more and everybody has heard of it."""

    def look() -> list[dict[str, Any]]:
        return [one for status in _UNSETTLED for one in stage.operator.each(_DELIVERIES, status=status)]

    wait_until("e-mail được gửi hết / all e-mails to be sent", look, lambda waiting: not waiting)
    stage.house.settle()
    return list(stage.operator.each(_DELIVERIES))


def gather(
    stage: Stage, seasons: Sequence[Season], deliveries: Sequence[dict[str, Any]], ledger: Verified
) -> dict[str, Any]:
    """The actual outcome in the shape of the expected one."""
    waiting = stage.house.left_waiting()
    return {
        "campaigns": {season.campaign.plan: of_season(stage, season, deliveries) for season in seasons},
        "house": {
            "ledger_intact": ledger.is_intact,
            "ledger_complete": ledger.is_complete,
            "outbox_waiting": waiting.outbox,
            "inbox_waiting": waiting.inbox,
            "inbox_dead": waiting.dead,
            "notices_undelivered": sum(one["status"] not in _SETTLED for one in deliveries),
            "invariants_broken": len(stage.house.violations()),
        },
    }


def of_season(stage: Stage, season: Season, deliveries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    campaign, lists = season.campaign, season.seen["lists"]
    nominations = list(stage.auditor.each("/api/nomination/v1/nominations", plan=campaign.plan))
    cases = {case["id"]: case for case in stage.auditor.each("/api/review/v1/cases", plan=campaign.plan)}
    awards = awards_of(stage, season)
    return {
        "unions": len(season.list_ids),
        "launched": launched(stage, season),
        "rows": {
            "read": sum(one["rows_read"] for one in lists),
            "accepted": sum(one["rows_accepted"] for one in lists),
            "refused": _sorted(_refusals(lists)),
        },
        "kept_back": _sorted(season.seen["kept_back"]),
        "same_file_again": season.seen["same_file_again"],
        "cases": _sorted(Counter(_state(row, cases) for row in nominations)),
        "votes": _votes(season, cases),
        "turning_votes": _turning_votes(season),
        "decisions": len(season.seen["decisions"]),
        "register": len(awards),
        "presented": sum(award["presented_on"] is not None for award in awards),
        "bonus": sum(award["bonus"] or 0 for award in awards),
        "leaders_awarded": _leaders(season, awards),
        "late_blocked": season.seen.get("late_blocked", 0),
        "held_as": season.seen["held_as"],
        "without_quorum": season.seen["without_quorum"],
        "short_lists_refused": season.seen["short_list_refused"],
        "notices": _notices(campaign.prefix, {row["id"] for row in nominations}, deliveries),
        "targets": _targets(stage, season),
        "direct_workers": _figure(_standing(stage, season)["direct_workers"]),
        "refused_attempts": recorded_refusals(stage, season),
    }


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return {name: counted[name] for name in sorted(counted) if counted[name]}


def _refusals(lists: Sequence[dict[str, Any]]) -> Counter[str]:
    return Counter(fault["code"] for one in lists for row in one["report"] for fault in row["faults"])


def _state(row: dict[str, Any], cases: dict[str, Any]) -> str:
    """Review's word for a submitted case, nomination's for a draft; the two agree once everything was heard."""
    case = cases.get(row["id"])
    mirrored = {"presented": "awarded", "published": "awarded"}.get(row["state"], row["state"])
    if case is None or case["state"] == mirrored:
        return str(mirrored)
    return f"{case['state']} in review, {row['state']} in nomination"


def _votes(season: Season, cases: dict[str, Any]) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for tally in season.seen["tallies"]:
        award = cases[tally["case"]]["award"]
        row = counted.setdefault(award, {"percent": tally["threshold_percent"], "passed": 0, "failed": 0})
        row["passed" if tally["passed"] else "failed"] += 1
    return counted


def _turning_votes(season: Season) -> dict[str, Any]:
    planted = {case: entry.case for entry, case in season.entries() if "_of_nine_" in entry.case}
    return {
        planted[tally["case"]]: {
            "yes": tally["yes"],
            "of": tally["counted_of"],
            "percent": tally["threshold_percent"],
            "passed": tally["passed"],
        }
        for tally in season.seen["tallies"]
        if tally["case"] in planted
    }


def _leaders(season: Season, awards: Sequence[dict[str, Any]]) -> int:
    leaders = {case for entry, case in season.entries() if entry.case == LEADER}
    return sum(award["case_id"] in leaders for award in awards)


# Most nominees state no address, and are told by their unions.
_SETTLED = frozenset({"delivered", "unaddressed"})


def _notices(prefix: str, cases: Set[str], deliveries: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Delivered messages to people of one campaign: a recipient's name begins with its prefix, or is that of the
    nominee of one of its cases."""
    delivered = [one for one in deliveries if one["status"] == "delivered" and one["template"] not in _BY_THE_CALENDAR]
    return dict(Counter(one["channel"] for one in delivered if _is_of(one["recipient"], prefix, cases)))


def _is_of(recipient: str, prefix: str, cases: Set[str]) -> bool:
    return recipient.startswith(f"{prefix}-") or recipient.removeprefix("nominee@") in cases


def _standing(stage: Stage, season: Season) -> dict[str, Any]:
    """The targets over the period the campaign's decisions fall into, whatever day the house has come to since."""
    path = f"/api/registry/v1/plans/{season.campaign.plan}/targets"
    found: dict[str, Any] = stage.auditor.get(path, on=season.campaign.days.signed.isoformat())
    return found


def _targets(stage: Stage, season: Season) -> dict[str, Any]:
    return {one["target"]["id"]: _figure(one["reached"]) for one in _standing(stage, season)["targets"]}


def _figure(reached: dict[str, Any]) -> dict[str, Any]:
    return {name: reached[name] for name in ("numerator", "denominator", "outcome")}
