"""What two lines of the policy cannot both mean, or nothing would do: refused at its file, line and key, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from services.nomination.rules.parameters import _NOT_CONFIGURED
from services.review.rule_parameters import _CONFIGURED
from shared.errors import Place
from shared.policy import Policy, PolicySet, load_policy_set
from shared.policy.calendar import Weekday
from tests.unit.policy.editing import Edit

Problems = Callable[[], tuple[Place, ...]]

PLAN = "plans/hung_yen_2026.yaml"
TWO_PHASES = "plans/khanh_hoa_2024.yaml"
PILOT = "plans/gia_lam_2023.yaml"
BOOK = "rulebooks/law2022_nd152.yaml"
CALENDAR = "calendars/vietnam.yaml"

_LAW = (
    "{award: flag_province, law: {council: state, threshold_percent: %d, denominator: total_members,"
    " ballot_mode: secret, quorum_numerator: 2, quorum_denominator: 3, absent_members_write: true, basis: CV 12,"
    " mark: design%s}, source: CV 12, mark: design}"
)
UNTIL_JUNE, FROM_JUNE = ", last: 2026-06-30", ", first: 2026-06-30"


def votes(*laws: tuple[int, str]) -> str:
    return f"votes: [{', '.join(_LAW % law for law in laws)}]"


def heading(kind: str) -> str:
    """A council of the plan in one line."""
    return (
        f"  - {{kind: {kind}, stage: provincial, most_members: 5, chair: {{vi: Chủ tịch, en: Chair}}, office:"
        " {vi: Ban, en: Office}, agenda_working_days: 3, source: CV 12, mark: design}\n"
    )


LIST_DUE = "{phase: phase_1, at: [provincial],"
OTHER_COUNCIL = "    other_councils:\n      - {council: federation, threshold_percent: 90,"
CULTURE_DAY = "{off: 2026-08-31, worked: 2026-08-22,"
NATIONAL = "prior_titles: {code: title_fighter_province, or_codes: [title_fighter_tld], count: 2,"
MEDAL = "    types: [dedication]\n    decided_at: confederation\n"
YEAR_AND_THEME = "except_types: [sudden], same_level_only: true, consequence: warn"


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "reason"),
    [
        # said twice: the first would win
        (PLAN, "votes: []", votes((50, ""), (90, "")), "votes[1].law", "one law for a council (state) on one day"),
        (PLAN, "votes: []", votes((50, UNTIL_JUNE), (90, FROM_JUNE)), "votes[1].law", "one law for a council"),
        (BOOK, OTHER_COUNCIL, OTHER_COUNCIL.replace("federation", "state"), "awards[3].other_councils[0].council",
         "from which day on"),
        (TWO_PHASES, LIST_DUE, "{phase: phase_1, at: [provincial, sector],", "list_deadlines[1].at[1]",
         "one day for a level in a phase"),
        (TWO_PHASES, LIST_DUE, "{phase: phase_1, at: [],", "list_deadlines[1].at", "no level"),
        (PLAN, "councils:\n", f"councils:\n{heading('federation')}", "councils[1].kind", "stands above already"),
        (CALENDAR, "worked: 2026-01-10,", "worked: 2026-08-22,", "years[9].swaps[1].worked", "stands above already"),
        (CALENDAR, "{off: 2026-01-02,", "{off: 2026-08-31,", "years[9].swaps[1].off", "stands above already"),
        (CALENDAR, CULTURE_DAY, CULTURE_DAY.replace("08-31", "09-01"), "years[9].swaps[1].off", "is a holiday"),
        # the end before the beginning: never in force
        (PLAN, "votes: []", votes((90, ", first: 2026-12-01, last: 2026-01-01")), "votes[0].law.last",
         "ends before it begins"),
        (BOOK, OTHER_COUNCIL, OTHER_COUNCIL.replace("federation,", "federation, first: 2026-02-01, last: 2026-01-01,"),
         "awards[3].other_councils[0].last", "ends before it begins"),
        (PILOT, "    last: 2023-09-01\n", "    last: 2020-09-01\n", "registries[0].last", "ends before it begins"),
        (BOOK, "    first: 2026-10-01\n", "    first: 2026-10-01\n    last: 2020-01-01\n", "doubts[2].last",
         "ends before it begins"),
        (PLAN, "    last: 2026-07-28\n", "    last: 1926-07-28\n", "occasions[0].last", "ends before it begins"),
        # a hole, and nothing at all
        (CALENDAR, "  - year: 2027\n", "  - year: 2028\n", "years", "years 2027 to 2027 are missing"),
        (CALENDAR, "weekend: [saturday, sunday]", f"weekend: [{', '.join(Weekday)}]", "weekend",
         "no day would be worked"),
        (BOOK, MEDAL, MEDAL.replace("dedication", ""), "awards[20].types", "no type"),
        ("salaries.yaml", "amount: 2530000", "amount: 0", "base[6].amount", "more than 0"),
        (BOOK, NATIONAL, NATIONAL.replace("2,", "0,"), "awards[3].criteria.prior_titles.count", "more than 0"),
        (BOOK, OTHER_COUNCIL, OTHER_COUNCIL.replace("90", "0"), "awards[3].other_councils[0].threshold_percent",
         "from 1 to 100"),
        (PLAN, "votes: []", votes((0, "")), "votes[0].law.threshold_percent", "from 1 to 100"),
        (BOOK, "vote_presets: [50,", "vote_presets: [0,", "vote_presets[0]", "from 1 to 100"),
        (BOOK, "percent: 20, of: qualified", "percent: 0, of: qualified", "caps[0].percent", "from 1 to 100"),
        # what the house does whatever is written
        (BOOK, "kind: same_achievement, consequence: block", "kind: same_achievement, consequence: warn",
         "exclusions[0].consequence", "only block"),
        (BOOK, "kind: same_achievement, consequence: block",
         "kind: same_achievement, except_types: [sudden], consequence: block", "exclusions[0].except_types",
         "take it out"),
        (BOOK, "rule: G06, kind: same_award_and_period,", "rule: G05, kind: same_award_and_period,",
         "exclusions[1].rule", "G06 does this"),
        (BOOK, "  - {id: merit_on_sudden, ", "  # {id: merit_on_sudden, ", "exclusions", "merit_on_sudden_or_thematic"),
        (BOOK, "rule: G22, kind: merit_on_sudden_or_thematic", "rule: G22, kind: same_achievement",
         "exclusions[3].kind", "stands above already"),
        (BOOK, YEAR_AND_THEME, YEAR_AND_THEME.replace("warn", "hold"), "exclusions[2].consequence", "only warn, block"),
        (BOOK, YEAR_AND_THEME, YEAR_AND_THEME.replace("true", "false"), "exclusions[2].same_level_only", "write true"),
        (BOOK, YEAR_AND_THEME, f"awards: [good_deed], {YEAR_AND_THEME}", "exclusions[2].awards", "take it out"),
        (BOOK, "awards: [prize_nguyen_duc_canh, prize_nguyen_van_linh], consequence", "consequence",
         "exclusions[4].awards", "name the awards"),
        (BOOK, "scope: province, period: theme_and_year, consequence: warn",
         "scope: province, period: theme_and_year, consequence: hold", "caps[2].consequence", "warning (warn)"),
        (BOOK, "scope: nation, period: edition", "scope: province, period: edition", "caps[3].period", "write `year`"),
        (PILOT, "audience]\n  consequence: block\n", "audience]\n  consequence: hold\n",
         "launch_gate.consequence", "warning (warn)"),
        (PILOT, "    consequence: block  #", "    consequence: return  #", "pilots[0].consequence", "warning (warn)"),
        (PLAN, "    limit: before\n", "    limit: before\n    without_it: hold\n", "reports[0].without_it",
         "warning (warn)"),
        # what a plan does not choose
        (PLAN, "{rule: M05, consequence: warn,", "{rule: G06, consequence: warn,", "rules[1].consequence",
         "not the plan's to choose"),
        (PLAN, "{rule: M05, consequence: warn,", "{rule: G12, consequence: return,", "rules[1].consequence",
         "not the plan's to choose"),
        # what is too long, or too deep
        (PLAN, "value: 5000", f"value: {'9' * 5000}", "targets[0].value", "at most 15 digits"),
        (BOOK, NATIONAL, NATIONAL.replace("2,", f"{'9' * 16},"), "awards[3].criteria.prior_titles.count",
         "at most 15 digits"),
    ],
)  # fmt: skip
def test_a_contradiction_names_file_line_and_key(
    edit: Edit, problems: Problems, file: str, old: str, new: str, path: str, reason: str
) -> None:
    edit(file, old, new)

    found = problems()
    assert {place.at.partition(":")[0] for place in found} == {file}
    here = [place for place in found if re.fullmatch(rf"{file}:\d+ {re.escape(path)}", place.at)]
    assert [reason in place.words.en for place in here] == [True]
    assert all(place.words.vi != place.words.en and len(place.words.vi) < 300 for place in here)


@pytest.mark.parametrize("depth", [60, 3_000, 200_000])
def test_what_nests_without_end_names_its_line(copied: Path, problems: Problems, depth: int) -> None:
    """Far beyond what Python, or the reader below it, can follow."""
    file = copied / PLAN
    lines = file.read_text(encoding="utf-8").count("\n")
    with file.open("a", encoding="utf-8") as end:
        end.write(f"zz: {'[' * depth}{']' * depth}\n")

    assert [(place.at, "nests" in place.words.en) for place in problems()] == [(f"{PLAN}:{lines + 1}", True)]


def test_laws_that_follow_each_other_are_taken(edit: Edit, copied: Path) -> None:
    edit(PLAN, "votes: []", votes((50, UNTIL_JUNE), (90, ", first: 2026-07-01")))

    assert len(load_policy_set(copied).plan("hung_yen_2026").votes) == 2


def test_a_plan_chooses_where_the_domain_says_by_config(policy_set: PolicySet) -> None:
    """domain.md §5 words these three outcomes “by config”; each is read where the rule is asked."""
    chosen = {rule.id for rule in policy_set.rules.values() if rule.by_config}

    assert chosen == {"G10", "M03", "M05"}
    assert chosen & _NOT_CONFIGURED == set()
    assert {"M03", "M05"} <= _CONFIGURED


def test_what_was_kept_with_a_contradiction_is_read_as_it_was(policy_set: PolicySet) -> None:
    """A case that stands on it goes on by what was applied then: the first of two."""
    kept = deepcopy(policy_set.bundle("hung_yen_2026", date(2026, 11, 1)).document())
    kept["plan"]["councils"].append({**kept["plan"]["councils"][0], "most_members": 15})
    kept["plan"]["rules"].append({**kept["plan"]["rules"][0], "rule": "G06"})
    kept["rulebook"]["exclusions"] = kept["rulebook"]["exclusions"][2:]
    kept["rulebook"]["exclusions"][0]["consequence"] = "hold"
    kept["rulebook"]["awards"][3]["vote"]["threshold_percent"] = 0
    kept["salaries"]["base"][0]["amount"] = 10**30
    kept["calendar"]["years"].pop(3)

    policy = Policy.from_document(kept)
    assert policy.document() == kept
    assert [council.most_members for council in policy.plan.councils] == [9, 22, 15]
