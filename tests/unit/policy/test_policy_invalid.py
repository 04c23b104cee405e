"""Each way a policy file can be wrong is refused at its file, line and key, all of them at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.errors import Place
from shared.policy import PolicyInvalid, load_policy_set
from tests.unit.policy.editing import Edit

Problems = Callable[[], tuple[Place, ...]]

PLAN = "plans/hung_yen_2026.yaml"
TWO_PHASES = "plans/khanh_hoa_2024.yaml"
BOOK = "rulebooks/law2022_nd152.yaml"
OLD_BOOK = "rulebooks/law2022_nd98.yaml"
DRAFT = "rulebooks/law2026.yaml"
PILOT = "plans/gia_lam_2023.yaml"
WHY_DRAFT = """why_draft:
  vi: chưa đọc toàn văn luật sửa đổi; số, ngày và chuyển tiếp chỉ theo đưa tin
  en: the text of the amending law has not been read; its number, date and transition are known from reports only
"""
GAPS = "plans/dien_bien_2020.yaml"

INITIATIVES = "    comparator: more_than\n"
HEARD = "{award: merit_cert_federation, body: {vi: Cục Thuế, en: Tax office}, source: CV 12, mark: design}"
BY_LAW = "{award: no_award, body: {vi: Cục Thuế, en: Tax office}, basis: CV 12, mark: design}"
STATE_VOTE = "    vote: {threshold_percent: 90, denominator: total_members, ballot_mode: secret, quorum_numerator: 2, quorum_denominator: 3, absent_members_write: true, quorum_rests_on"  # noqa: E501 (one line of the file, as it stands)


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "reason"),
    [
        # form
        (PLAN, INITIATIVES, "    comparator: nearly\n", "targets[0].comparator", "none of: more_than, at_least"),
        (PLAN, "value: 5000", "value: 5.000", "targets[0].value", "not a whole number"),
        (PLAN, "value: 5000", "value: -1", "targets[0].value", "not a whole number"),
        (PLAN, "due: 2026-12-15", "due: 15/12/2026", "reports[0].due", "not a day like 2026-12-15"),
        (PLAN, "due: 2026-12-15", "due: 2026-02-30", "reports[0].due", "no day 2026-02-30"),
        (PLAN, "    worded: trên\n", '    worded: ""\n', "targets[0].worded", "not a blank"),
        (PLAN, INITIATIVES, f"{INITIATIVES}    colour: red\n", "targets[0].colour", "no key “colour”"),
        (PLAN, "  - id: C4\n", "  - id: [C4]\n", "chains[0].id", "A text is needed"),
        (PLAN, "  number: 28/KH-LĐLĐ\n", "", "paperwork.number", "“number” is missing"),
        (PLAN, "quotas: []", "quotas: none", "quotas", "A list is needed"),
        (PLAN, "quotas: []\n", "quotas: []\nquotas: []\n", "quotas", "given twice"),
        ("chains.yaml", "area_officer: true", "area_officer: yes", "chains[4].area_officer", "neither true nor"),
        (PLAN, "    most_members: 9\n", "    most_members: 9\n    if_told_late: hold\n",
         "councils[0].if_told_late", "A warning (warn) or no vote (block) only"),
        # citations
        (PLAN, "    source: KH 28/KH-LĐLĐ, chế độ báo cáo\n", "", "reports[0].source", "“source” is missing"),
        (PLAN, "    quote: trước ngày 15/12/2026\n", "", "reports[0].quote", "needs its wording"),
        ("salaries.yaml", "amount: 2530000, basis: Nghị định 161/2026/NĐ-CP,", "amount: 2530000,", "base[6].basis",
         "“basis” is missing"),
        (BOOK, "basis: NĐ 152/2025 Điều 34 khoản 6, mark: verified", "basis: NĐ 152/2025 Điều 34 khoản 6",
         "rules[3].mark", "“mark” is missing"),
        (PLAN, "quotas: []\n", f"quotas: []\nconsultations: [{HEARD.replace('merit_cert_federation', 'no_award')}]\n",
         "consultations[0].award", "does not lead to “no_award”"),
        (PLAN, "quotas: []\n", f"quotas: []\nconsultations: [{HEARD}, {HEARD}]\n", "consultations[1].body",
         "stands above already"),
        (BOOK, "valid_to: 2027-02-28\n", f"valid_to: 2027-02-28\nconsultations: [{BY_LAW}]\n",
         "consultations[0].award", "no “no_award”"),
        # contradictions inside a file
        (TWO_PHASES, "    first: 2024-08-01\n", "    first: 2024-07-31\n", "phases[1]", "overlaps phase phase_1"),
        (TWO_PHASES, "    last: 2024-07-31\n", "    last: 2023-07-31\n", "phases[0].last", "ends before it begins"),
        (PLAN, "window:\n  first: 2026-01-01", "window:\n  first: 2026-02-01", "phases[0]", "leaves the plan's"),
        (PLAN, "    upper: 5\n", "", "targets[1].upper", "has an upper end"),
        (PLAN, "    upper: 5\n", "    upper: 2\n", "targets[1].upper", "below the lower"),
        (PLAN, "    denominator: headcount\n", "", "targets[2].denominator", "has a denominator"),
        (PLAN, "    value: 5\n", "    value: 105\n", "targets[2].value", "more than 100 %"),
        (PLAN, "    limit: before\n", "", "reports[0].due", "go together"),
        (PLAN, "phase: year, at:", "phase: spring, at:", "list_deadlines[0].phase", "no phase “spring”"),
        (PLAN, "due: 2026-11-30", "due: 2027-01-01", "list_deadlines[0].due", "outside phase year"),
        (PLAN, "{rule: M05,", "{rule: M03,", "rules[1].rule", "stands above already"),
        (PLAN, "id: hung_yen_2026", "id: hung_yen", "id", "not the file's name"),
        (BOOK, STATE_VOTE, STATE_VOTE.replace("90", "101"), "awards[3].vote.threshold_percent", "more than 100 %"),
        (BOOK, "vote_presets: [50, 70, 80, 90]", "vote_presets: [50, 170]", "vote_presets[1]", "more than 100 %"),
        (BOOK, "valid_to: 2027-02-28", "valid_to: 2025-02-28", "valid_to", "ends before it begins"),
        (BOOK, "      - level: provincial\n", "      - level: grassroots\n", "awards[21].other_levels[0].level",
         "lowest first"),
        (PLAN, "{code: good_deed,", "{code: good_deed, decided_at: [state],", "awards[1].decided_at",
         "not decided at the state level"),
        (BOOK, "code: plaque_work", "code: good_deed", "awards[22].code", "stands above already"),
        (BOOK, "prior_titles: {code: title_fighter_province,", "prior_titles: {code: title_fighter_city,",
         "awards[3].criteria.prior_titles.code", "no “title_fighter_city”"),
        ("chains.yaml", "    valid_to: 2025-06-30\n    basis: \"KH 22/", "    basis: \"KH 22/", "chains[0].valid_to",
         "no district level"),
        ("chains.yaml", "{kind: sector, or_kinds: [civil_service], may_decide: true, advises_to: provincial}",
         "{kind: sector, may_decide: true, advises_to: district}", "chains[2].stages[1].advises_to", "stands above"),
        ("chains.yaml", "  - id: C5\n", "  - id: C4\n", "chains[5].id", "stands above already"),
        ("calendars/vietnam.yaml", "worked: 2026-08-22", "worked: 2026-08-21", "years[9].swaps[1]", "weekend day"),
        ("calendars/vietnam.yaml", "first: 2025-04-07", "first: 2024-04-07", "years[8].holidays[2].first",
         "not in this year"),
        ("salaries.yaml", "valid_from: 2026-07-01", "valid_from: 2024-07-01", "base[6].valid_from", "above already"),
        # references between files
        (PLAN, "  - id: C4\n", "  - id: C9\n", "chains[0].id", "no chain “C9”"),
        (PLAN, "  - id: C4\n", "  - id: C1\n", "chains[0].id", "not valid within"),
        (PLAN, "{code: good_deed,", "{code: huan_chuong,", "awards[1].code", "no “huan_chuong”"),
        (PLAN, "    award: creative_labour_diploma\n", "    award: diploma\n", "targets[1].award", "no “diploma”"),
        (PLAN, "regime: law2022_nd152", "regime: law2030", "regime", "no rulebook “law2030”"),
        (PLAN, "regime: law2022_nd152", "regime: law2026", "regime", "only a draft"),
        (PLAN, "{rule: M05,", "{rule: M99,", "rules[1].rule", "no rule “M99”"),
        (PLAN, "{rule: M03, consequence: warn,", "{rule: M03, consequence: hold,", "rules[0].consequence",
         "no such outcome"),
        (BOOK, "{rule: P13, name: female_percent", "{rule: P99, name: female_percent", "rules[17].rule",
         "no rule “P99”"),
        # what a draft may be, and what may not be empty
        (DRAFT, "status: draft\n", "status: in_force\n", "status", "cannot be activated"),
        (DRAFT, WHY_DRAFT, "", "why_draft", "says why"),
        (GAPS, "  number: null\n", "  number: 1/KH\n", "gaps[0].key", "is not empty"),
        (PLAN, "  number: 28/KH-LĐLĐ\n", "  number: null\n", "gaps", "paperwork.number has to be told"),
        (PILOT, "    most: 2\n    first: 2022-12-26", "    most: 0\n    first: 2022-12-26", "pilots[0].most",
         "less than"),
        (PILOT, "    scope: base\n    registry: million_initiatives", "    scope: base\n    registry: other",
         "targets[0].registry", "no registry “other”"),
        ("plans/ninh_binh_2017.yaml", "    comparator: at_least\n    worded: ít nhất\n", "    worded: ít nhất\n",
         "unit_duties[0].value", "comparing word"),
        ("plans/ninh_binh_2017.yaml", "    report: phase_review\n", "    report: cuoi_nam\n", "unit_duties[2].report",
         "no report “cuoi_nam”"),
        ("plans/ninh_binh_2017.yaml", "    report: phase_review\n", "", "unit_duties[2].report", "names its report"),
        (BOOK, "percent: 20, of: qualified_cluster_leaders", "percent: 20", "caps[0].of", "has a base"),
        (BOOK, "or_codes: [title_fighter_tld]", "or_codes: [title_fighter_city]",
         "awards[3].criteria.prior_titles.or_codes[0]", "no “title_fighter_city”"),
        # a number is compared as it is worded, a day is limited as it is worded
        (PLAN, "    worded: trên\n", "    worded: Tối thiểu\n", "targets[0].comparator",
         "means at_least, not more_than"),
        (PLAN, INITIATIVES, "    comparator: at_least\n", "targets[0].comparator", "means more_than, not at_least"),
        (PLAN, "    worded: từ … -\n", "    worded: ít nhất\n", "targets[1].comparator", "not between"),
        (PLAN, "    limit: before\n", "    limit: by\n", "reports[0].limit", "not what the plan's words say"),
        (PLAN, "    quote: trước ngày 15/12/2026\n", "    quote: đến ngày 15/12/2026\n", "reports[0].limit",
         "not what the plan's words say"),
        ("plans/ninh_binh_2017.yaml", "    comparator: at_least\n    worded: ít nhất\n",
         "    comparator: more_than\n    worded: ít nhất\n", "unit_duties[0].comparator", "means at_least"),
        # what is told and would not be done
        (BOOK, "  covers_ballots: false\n", "  covers_ballots: true\n", "delegation.covers_ballots", "not built"),
        (BOOK, "  may_be_handed_on: false\n", "  may_be_handed_on: true\n", "delegation.may_be_handed_on", "not built"),
        (BOOK, "  titles_of_one_period: highest\n", "  titles_of_one_period: all\n", "bonus_law.titles_of_one_period",
         "not built"),
        (BOOK, "most: 300, scope: nation", "scope: nation", "caps[1].most", "one only"),
        (BOOK, "month: 12, day: 31, years_after: 1", "month: 11, day: 31, years_after: 1", "due_days[0].day",
         "No such day"),
        (BOOK, "awards: [prize_nguyen_duc_canh,", "awards: [prize_unknown,", "exclusions[4].awards[0]",
         "no “prize_unknown”"),
        ("rules.yaml", "  - id: P14\n", "  - id: P13\n", "rules[46].id", "stands above already"),
    ],
)  # fmt: skip
def test_a_broken_file_names_file_line_and_key(
    edit: Edit, problems: Problems, file: str, old: str, new: str, path: str, reason: str
) -> None:
    edit(file, old, new)

    found = problems()
    assert {place.at.partition(":")[0] for place in found} == {file}
    here = [place for place in found if re.fullmatch(rf"{file}:\d+ {re.escape(path)}", place.at)]
    assert [reason in place.words.en for place in here] == [True]


def test_the_line_is_that_of_the_key(edit: Edit, problems: Problems) -> None:
    line = edit(PLAN, INITIATIVES, "    comparator: nearly\n")

    assert [place.at for place in problems()] == [f"{PLAN}:{line} targets[0].comparator"]


def test_an_unknown_chain_is_the_only_complaint(edit: Edit, problems: Problems) -> None:
    """The awards of the confederation are not called out of reach as well: where the chain leads nobody can say."""
    line = edit(PLAN, "  - id: C4\n", "  - id: C9\n")

    assert [place.at for place in problems()] == [f"{PLAN}:{line} chains[0].id"]


def test_a_set_read_again_names_the_same_problems_once(edit: Edit, problems: Problems) -> None:
    edit("rules.yaml", "  - id: P14\n", "  - id: P13\n")

    first = problems()
    assert [problems(), problems()] == [first, first]


def test_a_missing_key_is_shown_at_what_should_hold_it(edit: Edit, problems: Problems) -> None:
    line = edit("salaries.yaml", "amount: 1800000, ", "")

    assert [place.at for place in problems()] == [f"salaries.yaml:{line} base[4].amount"]


def test_overlapping_rulebooks_are_refused_in_the_one_read_later(edit: Edit, problems: Problems) -> None:
    edit(OLD_BOOK, "valid_to: 2025-06-30", "valid_to: 2025-07-01")

    assert [(p.at.partition(":")[0], p.words.en) for p in problems()] == [
        (OLD_BOOK, "Its days overlap those of law2022_nd152.")
    ]


def test_text_that_is_not_yaml_names_its_line(edit: Edit, problems: Problems) -> None:
    line = edit("chains.yaml", "  - id: C2\n", "  - id: [C2\n")

    found = problems()
    assert [place.at.partition(":")[0] for place in found] == ["chains.yaml"]
    assert int(found[0].at.partition(":")[2]) > line
    assert "not readable YAML" in found[0].words.en


def test_an_alias_is_refused(edit: Edit, problems: Problems) -> None:
    edit("salaries.yaml", "basis: Nghị định 24/2023/NĐ-CP", "basis: &same Nghị định 24/2023/NĐ-CP")
    edit("salaries.yaml", "basis: Nghị định 73/2024/NĐ-CP", "basis: *same")

    assert "salaries.yaml:8 base[5].basis" in [place.at for place in problems()]


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"\xff\xfe", "not readable"), (b"[]", "mapping")])
def test_an_unusable_file_is_refused(copied: Path, problems: Problems, content: bytes, reason: str) -> None:
    (copied / "salaries.yaml").write_bytes(content)

    found = problems()
    assert [place.at for place in found] == ["salaries.yaml:1"]
    assert reason in found[0].words.en


def test_a_missing_file_is_refused(copied: Path, problems: Problems) -> None:
    (copied / "chains.yaml").unlink()

    assert [(place.at, place.words.en) for place in problems()] == [("chains.yaml", "This file is missing.")]


def test_a_second_calendar_is_refused(copied: Path, problems: Problems) -> None:
    text = (copied / "calendars/vietnam.yaml").read_text(encoding="utf-8")
    (copied / "calendars/other.yaml").write_text(text.replace("id: vietnam", "id: other"), encoding="utf-8")

    assert [place.words.en for place in problems()] == ["Exactly one calendar file is needed."]


@pytest.mark.parametrize("name", ["plans/ninh_binh.yml", "quotas.yaml", "rulebooks/notes.txt"])
def test_a_file_nothing_would_read_is_refused(copied: Path, problems: Problems, name: str) -> None:
    (copied / name).write_text("id: stray\n", encoding="utf-8")

    assert [place.words.en for place in problems()] == ["A stray file that nothing would read."]


def test_problems_of_all_files_come_at_once_in_both_languages(edit: Edit, copied: Path) -> None:
    edit(PLAN, INITIATIVES, "    comparator: nearly\n")
    edit(TWO_PHASES, "    first: 2024-08-01\n", "    first: 2024-07-31\n")
    edit("salaries.yaml", "amount: 1800000", "amount: lots")

    with pytest.raises(PolicyInvalid) as refused:
        load_policy_set(copied)

    error = refused.value
    assert error.code == "policy.invalid"
    assert {place.at.partition(":")[0] for place in error.places} == {PLAN, TWO_PHASES, "salaries.yaml"}
    assert {place.code for place in error.places} == {"policy.invalid"}
    assert all(place.words.vi and place.words.vi != place.words.en for place in error.places)
    assert "3 problems" in error.said.en
    assert "3 lỗi" in error.said.vi


def test_a_broken_rulebook_does_not_make_every_award_unknown(edit: Edit, problems: Problems) -> None:
    edit(BOOK, "valid_to: 2027-02-28", "valid_to: soon")

    assert [place.at for place in problems()] == [f"{BOOK}:10 valid_to"]


def test_a_quota_may_be_set_by_the_plans_owner(edit: Edit, copied: Path) -> None:
    edit(
        PLAN,
        "quotas: []",
        "quotas: [{award: merit_cert_federation, most_per_unit: 3, source: LĐLĐ tỉnh, mark: design}]",
    )

    quota = load_policy_set(copied).plan("hung_yen_2026").find_quota("merit_cert_federation")
    assert quota is not None
    assert quota.most_per_unit == 3


def test_decomposed_vietnamese_is_stored_composed(edit: Edit, copied: Path) -> None:
    edit(PLAN, "signer: Phạm Thị Thắng", "signer: Pha\u0323m Thi\u0323 Thắng")

    assert load_policy_set(copied).plan("hung_yen_2026").paperwork.signer == "Phạm Thị Thắng"


def test_the_packaged_policy_is_found_without_a_directory(copied: Path) -> None:
    packaged = load_policy_set()
    shutil.rmtree(copied)

    assert "hung_yen_2026" in packaged.plans


def test_an_award_of_the_confederation_needs_a_chain_that_goes_on_to_it(edit: Edit, problems: Problems) -> None:
    edit("chains.yaml", "    area_officer: true\n    goes_on_to_confederation: true\n", "    area_officer: true\n")

    refused = {place.at.partition(":")[0] for place in problems()}, [place.words.en for place in problems()]
    assert refused[0] == {PLAN}
    assert any("creative_labour_diploma" in words for words in refused[1])
    assert not any("merit_cert_federation" in words for words in refused[1])
