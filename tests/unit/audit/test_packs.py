"""Evidence packs: what goes in, what stays out, and that nobody can change a pack unseen."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.audit.actions_pack import Pack, make_pack, record_pack
from services.audit.checkpointing import sign_newest
from services.audit.enclosed import vinhdanh_verify as enclosed
from services.audit.errors import NoSuchTree, NothingToPack
from services.audit.rules.archive import archive_of
from services.audit.rules.checkpoints import Checkpoint, signed_checkpoint
from services.audit.rules.notes import NoteMalformed, read_note, read_vkey
from services.audit.service import DEFINITION
from services.audit.signing import PrivateKey, read_key, read_public
from shared.canonical import canonical_json, sha256_hex
from shared.desk import Desk
from shared.events.catalog import read
from shared.events.envelope import Actor
from shared.events.terms import Role, Via
from shared.tables import outbox
from shared.web.app import build_app
from tests.support.desks import bearer, client_of, make_desk
from tests.unit.audit.decided import (
    BIRTHS,
    DECISION,
    FAILED_CASE,
    NAMES,
    NUMBER,
    SESSION,
    decide,
)
from tests.unit.audit.said import CASE, OTHER_CASE, Speakers, hear, stage_opened

AUDITOR = Actor("kiem-toan", Role.AUDITOR, "tinh")
LEDGER = "vinhdanh.local/ledger"
EXAMPLES = 40  # each reads a whole pack


@dataclass(frozen=True)
class Evidence:
    """A ledger with one decision in it, and packs of it. `seed` is that of the ledger's own key."""

    packs: dict[str, bytes]
    key: enclosed.Key
    vkey: str
    signer: PrivateKey


@pytest.fixture
def speakers() -> Speakers:
    return Speakers()


@pytest.fixture
def desk(tmp_path: Path, speakers: Speakers) -> Iterator[Desk]:
    made = make_desk(DEFINITION, tmp_path)
    decide(made, speakers)
    sign_newest(made)
    yield made
    made.database.close()


@cache
def evidence() -> Evidence:
    with TemporaryDirectory() as directory:
        desk = make_desk(DEFINITION, Path(directory))
        decide(desk)
        sign_newest(desk)
        packs = {kind: pack(desk, name).archive for kind, name in SUBJECTS.items()}
        vkey = read_public(desk.settings.ledger_key)[0].vkey()
        signer = read_key(desk.settings.ledger_key)
        desk.database.close()
    return Evidence(packs, enclosed.Key(vkey), vkey, signer)


SUBJECTS = {"case": CASE, "decision": DECISION, "period": "2026-08"}
kinds = st.sampled_from(sorted(SUBJECTS))


def pack(desk: Desk, name: str, since: tuple[int, ...] = ()) -> Pack:
    with desk.database.reading() as tx:
        return make_pack(desk, tx, name, since)


def files_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def forged(files: dict[str, bytes], **stated: Any) -> bytes:
    """The archive of a forger who knows the format: a manifest that fits the files again."""
    manifest = json.loads(files.pop("manifest.json")) | stated
    manifest["files"] = {name: sha256_hex(content) for name, content in files.items()}
    return archive_of({**files, "manifest.json": canonical_json(manifest).encode()})


def code_of(archive: bytes, *, keys: list[enclosed.Key] | None = None, **more: Any) -> int:
    """The exit code the enclosed verifier would end with."""
    try:
        enclosed.verify(archive, [evidence().key] if keys is None else keys, more.pop("witnesses", []), **more)
    except enclosed.Refused as refused:
        return int(refused.args[0])
    return enclosed.HOLDS


def rewritten(change: Callable[[dict[str, Any]], object], kind: str = "decision") -> bytes:
    """A pack with its ledger file changed and everything else made to fit."""
    files = files_of(evidence().packs[kind])
    ledger = json.loads(files["ledger.json"])
    change(ledger)
    files["ledger.json"] = canonical_json(ledger).encode()
    return forged(files)


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_a_pack_as_it_was_made_holds(kind: str) -> None:
    assert code_of(evidence().packs[kind]) == enclosed.HOLDS


def test_the_same_question_gives_the_same_bytes(desk: Desk) -> None:
    assert pack(desk, CASE).archive == pack(desk, "HY-2026-0001").archive
    assert pack(desk, DECISION).archive == pack(desk, NUMBER).archive


def test_the_pack_of_a_case_gives_nobody_else_away() -> None:
    archive = evidence().packs["case"]
    others = [*(NAMES[case] for case in (OTHER_CASE, FAILED_CASE)), BIRTHS[OTHER_CASE], BIRTHS[FAILED_CASE]]
    others += [OTHER_CASE, FAILED_CASE, "HY-2026-0002", "HY-2026-0003", "key-c2", "key-c3"]

    assert [found for found in others if found.encode() in archive] == []
    assert NAMES[CASE].encode() in archive


def test_what_names_others_is_in_the_pack_of_a_case_as_its_hash_with_an_extract() -> None:
    files = files_of(evidence().packs["case"])
    hidden = [leaf for leaf in json.loads(files["ledger.json"])["leaves"] if leaf["withheld"]]
    extracts = {one["type"]: one["data"] for one in json.loads(files["extracts.json"])}

    assert sorted(leaf["entry"]["type"] for leaf in hidden) == [
        "notification.told", "review.decision_signed", "review.session_closed", "review.session_opened",
    ]  # fmt: skip
    assert {leaf["withheld"] for leaf in hidden} == {"names_others"}
    assert [one["case"] for one in extracts["review.decision_signed"]["items"]] == [CASE]
    assert extracts["review.session_opened"]["agenda"] == [CASE]
    assert [one["case"] for one in extracts["notification.told"]["tellings"]] == [CASE]
    _, still_open = enclosed.verify(evidence().packs["case"], [evidence().key], [])
    assert any("hashes only" in line for line in still_open)


def test_the_pack_of_a_decision_shows_its_list_and_its_votes_whole() -> None:
    files = files_of(evidence().packs["decision"])

    votes = [one["value"] for one in json.loads(files["contents/votes.json"]) if one["at"] == ["data", "tally"]]
    assert sorted(vote["yes"] for vote in votes) == [8, 9]
    assert {leaf["withheld"] for leaf in json.loads(files["ledger.json"])["leaves"]} == {None}
    assert {"contents/dossiers.json", "contents/decisions.json", "contents/evaluations.json"} <= set(files)
    assert {"contents/notices.json", "README.md", "vinhdanh_verify.py"} <= set(files)
    assert [name for name in files if name.startswith("policy/")] != []
    # Voted on in the same session and not on the list: known by its id, and by nothing else.
    assert NAMES[FAILED_CASE].encode() not in evidence().packs["decision"]


def test_a_period_shows_its_days_and_of_the_others_only_that_there_was_something(
    desk: Desk, speakers: Speakers
) -> None:
    """One event of September, under the policy of another plan, was heard before a late one of August."""
    other = desk.policies.current("gia_lam_2023", date(2026, 9, 12))
    speakers.at += timedelta(days=40)
    september = speakers.say("00000000-0000-7000-8000-0000000000c8", stage_opened(), policy=other.hash)
    speakers.at -= timedelta(days=30)
    hear(desk, [september])
    hear(desk, [speakers.say("00000000-0000-7000-8000-0000000000c9", stage_opened())])
    sign_newest(desk)

    made = pack(desk, "2026-08")
    leaves = json.loads(files_of(made.archive)["ledger.json"])["leaves"]

    assert (made.leaves, [leaf["withheld"] for leaf in leaves[-2:]]) == (40, ["outside_period", None])
    assert code_of(made.archive, keys=[enclosed.Key(read_public(desk.settings.ledger_key)[0].vkey())]) == 0
    assert pack(desk, "2026-09").leaves == 1
    with pytest.raises(NothingToPack):
        pack(desk, "2026-07-01..2026-07-31")


def test_a_pack_says_what_it_does_not_establish() -> None:
    established, still_open = enclosed.verify(evidence().packs["decision"], [evidence().key], [])

    assert any(CASE in line and NUMBER in line for line in established)
    assert any("not revoked" in line for line in still_open)
    assert any("witnessed by nobody" in line for line in still_open)
    assert all(" | " in line for line in [*established, *still_open])


@settings(max_examples=EXAMPLES)
@given(kind=kinds, data=st.data())
def test_a_pack_with_any_one_byte_changed_is_refused(kind: str, data: st.DataObject) -> None:
    archive = evidence().packs[kind]
    at = data.draw(st.integers(0, len(archive) - 1))
    other = data.draw(st.integers(1, 255))
    changed = archive[:at] + bytes([archive[at] ^ other]) + archive[at + 1 :]

    assert code_of(changed) != enclosed.HOLDS


@settings(max_examples=EXAMPLES)
@given(kind=kinds, data=st.data())
def test_a_pack_cut_or_lengthened_anywhere_is_refused(kind: str, data: st.DataObject) -> None:
    archive = evidence().packs[kind]
    at = data.draw(st.integers(0, len(archive) - 1))

    assert code_of(archive[:at]) != enclosed.HOLDS
    assert code_of(archive[:at] + b"\0" + archive[at:]) != enclosed.HOLDS


@settings(max_examples=EXAMPLES)
@given(kind=kinds, data=st.data())
def test_a_file_with_one_byte_changed_is_refused_though_the_manifest_was_made_to_fit(
    kind: str, data: st.DataObject
) -> None:
    files = files_of(evidence().packs[kind])
    not_covered = {"README.md", "extracts.json", "vinhdanh_verify.py", "manifest.json"}
    name = data.draw(st.sampled_from(sorted(set(files) - not_covered)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    changed = bytearray(files[name])
    changed[at] ^= data.draw(st.integers(1, 255))
    files[name] = bytes(changed)

    assert code_of(forged(files)) != enclosed.HOLDS


@settings(max_examples=EXAMPLES)
@given(kind=kinds, data=st.data())
def test_an_edited_line_of_the_ledger_is_refused(kind: str, data: st.DataObject) -> None:
    fields = ("index", "proof", "before", "withheld", "body", "chain", "id", "position", "source", "type")
    field = data.draw(st.sampled_from(fields))

    def edit(ledger: dict[str, Any]) -> None:
        leaf = data.draw(st.sampled_from(ledger["leaves"]))
        holder = leaf if field in leaf else leaf["entry"]
        holder[field] = _other(field, holder[field])

    assert code_of(rewritten(edit, kind)) != enclosed.HOLDS


def _other(field: str, was: Any) -> Any:
    """Another value of the same shape."""
    if field == "withheld":
        return "names_others" if was is None else None
    if field == "proof":
        return [*was[:-1], sha256_hex(was[-1].encode())]
    if isinstance(was, int):
        return was + 1
    return sha256_hex(was.encode()) if field in ("before", "body", "chain") else f"{was}x"


@settings(max_examples=EXAMPLES)
@given(kind=kinds, data=st.data())
def test_a_dropped_doubled_or_moved_line_of_the_ledger_is_refused(kind: str, data: st.DataObject) -> None:
    how = data.draw(st.sampled_from(["dropped", "doubled", "moved", "swapped"]))

    def edit(ledger: dict[str, Any]) -> None:
        leaves = ledger["leaves"]
        at = data.draw(st.integers(0, len(leaves) - 2))
        if how == "dropped":
            del leaves[at]
        elif how == "doubled":
            leaves.insert(at, leaves[at])
        elif how == "moved":
            leaves[at], leaves[at + 1] = leaves[at + 1], leaves[at]
        else:
            leaves[at]["entry"], leaves[at + 1]["entry"] = leaves[at + 1]["entry"], leaves[at]["entry"]

    assert code_of(rewritten(edit, kind)) != enclosed.HOLDS


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_an_event_taken_out_with_all_its_traces_leaves_a_gap(data: st.DataObject) -> None:
    """All but the last of a stream: that nothing came after is what nobody can prove, and the verifier says so."""
    files = files_of(evidence().packs["decision"])
    ledger = json.loads(files["ledger.json"])
    said = {leaf["index"]: json.loads(files[f"events/{leaf['index']:09d}.json"]) for leaf in ledger["leaves"]}
    last: dict[str, int] = {}
    for event in said.values():
        last[event["subject"]] = max(last.get(event["subject"], 0), event["sequence"])
    inner = [index for index, event in said.items() if event["sequence"] < last[event["subject"]]]
    out = data.draw(st.sampled_from(inner))
    ledger["leaves"] = [leaf for leaf in ledger["leaves"] if leaf["index"] != out]
    del files[f"events/{out:09d}.json"]
    files["ledger.json"] = canonical_json(ledger).encode()
    for name in [name for name in files if name.startswith("contents/")]:
        files[name] = canonical_json([one for one in json.loads(files[name]) if one["leaf"] != out]).encode()

    assert code_of(forged(files)) == enclosed.INCOMPLETE


def test_a_forger_who_claims_less_cannot_leave_an_event_of_the_case_out() -> None:
    files = files_of(evidence().packs["case"])
    ledger, manifest = json.loads(files["ledger.json"]), json.loads(files["manifest.json"])
    voted = next(leaf for leaf in ledger["leaves"] if leaf["entry"]["type"] == "review.council_voted")
    ledger["leaves"].remove(voted)
    del files[f"events/{voted['index']:09d}.json"]
    files["ledger.json"] = canonical_json(ledger).encode()
    streams = [one for one in manifest["streams"] if one[:2] != ["review", CASE]]

    assert code_of(forged(files, streams=streams)) == enclosed.INCOMPLETE


@pytest.mark.parametrize("kind", ["case", "decision"])
def test_a_forger_cannot_hide_behind_hashes_what_a_case_was_submitted_with(kind: str) -> None:
    files = files_of(evidence().packs[kind])
    ledger, manifest = json.loads(files["ledger.json"]), json.loads(files["manifest.json"])
    for leaf in ledger["leaves"]:
        said = json.loads(files.get(f"events/{leaf['index']:09d}.json", b"{}"))
        if (said.get("source"), said.get("subject")) == ("/nomination", CASE):
            leaf["withheld"] = "names_others"
            del files[f"events/{leaf['index']:09d}.json"]
    files["ledger.json"] = canonical_json(ledger).encode()
    kept = {name: content for name, content in files.items() if not name.startswith("contents/")}
    streams = [one for one in manifest["streams"] if one[:2] != ["nomination", CASE]]

    assert len(streams) < len(manifest["streams"])
    assert code_of(forged(kept, streams=streams)) == enclosed.INCOMPLETE


def test_the_ledgers_own_key_is_no_witness() -> None:
    assert code_of(evidence().packs["case"], witnesses=[evidence().key]) == enclosed.UNKNOWN_KEY


def test_a_file_too_many_or_too_few_is_refused() -> None:
    files = files_of(evidence().packs["case"])

    assert code_of(archive_of({**files, "ghi-chu.txt": b"x"})) == enclosed.ALTERED
    assert code_of(archive_of({name: files[name] for name in files if name != "README.md"})) == enclosed.ALTERED
    assert code_of(forged({**files, "events/999999999.json": b"{}"})) == enclosed.ALTERED


def test_nothing_is_no_success() -> None:
    assert code_of(archive_of({})) == enclosed.EMPTY
    assert code_of(b"") == enclosed.MALFORMED
    assert code_of(rewritten(lambda ledger: ledger.update(leaves=[]))) == enclosed.EMPTY


def test_a_malformed_proof_is_called_so() -> None:
    def cut(ledger: dict[str, Any]) -> None:
        ledger["leaves"][0]["proof"].pop()

    def spoil(ledger: dict[str, Any]) -> None:
        ledger["leaves"][0]["proof"][0] = "không phải mã băm"

    assert [code_of(rewritten(one)) for one in (cut, spoil)] == [enclosed.MALFORMED] * 2


def test_swapped_cases_are_refused() -> None:
    """The events of one case under the proofs of the other."""
    files = files_of(evidence().packs["decision"])
    swapped = {
        name: content.replace(CASE.encode(), b"*").replace(OTHER_CASE.encode(), CASE.encode()).replace(b"*", b"-")
        for name, content in files.items()
        if name.startswith("events/")
    }

    assert code_of(forged({**files, **swapped})) == enclosed.ALTERED


def test_a_checkpoint_signed_again_by_somebody_else_is_refused(tmp_path: Path) -> None:
    stranger = PrivateKey(LEDGER, enclosed.ED25519, b"\7" * 32)
    files = files_of(evidence().packs["decision"])
    text, _ = enclosed.split_note(files["checkpoint.txt"])
    origin, size, root = text.splitlines()
    again = stranger.sign(Checkpoint(origin, int(size), base64.b64decode(root))).written().encode()

    assert code_of(forged({**files, "checkpoint.txt": again})) == enclosed.UNKNOWN_KEY
    assert code_of(evidence().packs["decision"], keys=[]) == enclosed.UNKNOWN_KEY
    both = again + files["checkpoint.txt"].split(b"\n\n", 1)[1]
    assert code_of(forged({**files, "checkpoint.txt": both})) == enclosed.HOLDS


def test_a_checkpoint_of_another_ledger_is_refused() -> None:
    other = PrivateKey("so-khac.vn/ledger", enclosed.ED25519, b"\1" * 32)
    files = files_of(evidence().packs["decision"])
    files["checkpoint.txt"] = other.sign(Checkpoint("so-khac.vn/ledger", 38, bytes(32))).written().encode()
    keys = [evidence().key]

    assert code_of(forged(files), keys=keys) == enclosed.OTHER_ORIGIN
    assert code_of(evidence().packs["case"], keys=[enclosed.Key(other.public.vkey())]) == enclosed.OTHER_ORIGIN


def test_a_witness_that_did_not_sign_is_missed_and_one_that_did_is_named() -> None:
    witness = PrivateKey("chung-kien.vn/1", enclosed.COSIGNATURE, b"\2" * 32)
    files = files_of(evidence().packs["decision"])
    text, _ = enclosed.split_note(files["checkpoint.txt"])
    signature = witness.cosign(text, 1_785_722_400)
    blob = base64.b64encode(signature.key_id + signature.value).decode()
    cosigned = forged({**files, "checkpoint.txt": files["checkpoint.txt"] + f"— {signature.name} {blob}\n".encode()})
    trusted = [enclosed.Key(witness.public.vkey())]

    assert code_of(evidence().packs["decision"], witnesses=trusted) == enclosed.UNKNOWN_KEY
    established, still_open = enclosed.verify(cosigned, [evidence().key], trusted)
    assert any("chung-kien.vn/1" in line and "2026-08-03 02:00" in line for line in established)
    assert not any("witnessed by nobody" in line for line in still_open)
    note = files_of(cosigned)["checkpoint.txt"].replace(b"\n38\n", b"\n39\n")
    assert code_of(forged(files_of(cosigned) | {"checkpoint.txt": note}), witnesses=trusted) == enclosed.ALTERED


@given(data=st.data())
def test_both_verifiers_say_the_same_of_a_checkpoint_with_one_byte_changed(data: st.DataObject) -> None:
    raw = bytearray(files_of(evidence().packs["case"])["checkpoint.txt"])
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(0, 255))
    try:
        of_service = signed_checkpoint(read_note(bytes(raw)), [read_vkey(evidence().vkey)]) is not None
    except (NoteMalformed, UnicodeDecodeError):
        of_service = False
    try:
        enclosed.Checkpoint(bytes(raw), [evidence().key], [])
        of_enclosed = True
    except (enclosed.Refused, ValueError):
        of_enclosed = False

    assert of_enclosed == of_service


def test_a_kept_checkpoint_is_continued_or_the_fork_is_named(desk: Desk, speakers: Speakers) -> None:
    files = files_of(pack(desk, CASE).archive)
    kept, key = files["checkpoint.txt"], enclosed.Key(read_public(desk.settings.ledger_key)[0].vkey())
    text, _ = enclosed.split_note(kept)
    size = int(text.splitlines()[1])
    hear(desk, [speakers.say("00000000-0000-7000-8000-0000000000c9", stage_opened())])
    sign_newest(desk)

    later = pack(desk, CASE, (size,)).archive
    fork = read_key(desk.settings.ledger_key).sign(Checkpoint(LEDGER, size, bytes(32))).written().encode()
    unknown = read_key(desk.settings.ledger_key).sign(Checkpoint(LEDGER, size - 1, bytes(32))).written().encode()

    assert code_of(later, keys=[key], seen=kept) == enclosed.HOLDS
    assert code_of(later, keys=[key], seen=fork) == enclosed.ALTERED
    assert code_of(later, keys=[key], seen=unknown) == enclosed.UNKNOWN_SIZE
    with pytest.raises(NoSuchTree):
        pack(desk, CASE, (size + 100,))


LIES: dict[str, Callable[[Any], Any]] = {
    "a count that is not the papers": lambda fact: replace(fact, tally=replace(fact.tally, yes=fact.tally.yes - 1)),
    "a failed vote called passed": lambda fact: replace(
        fact, tally=replace(fact.tally, yes=2, no=7, passed=True), evaluations=()
    ),
    "a law nobody laid down": lambda fact: replace(fact, tally=replace(fact.tally, threshold_percent=10)),
    "a split that waits though many voted": lambda fact: replace(
        fact, tally=replace(fact.tally, yes=None, no=None, abstained=None, invalid=None, split_waits=True),
        evaluations=fact.evaluations[:1],
    ),
    "no council where one has to vote": lambda fact: None,
    "a rule that says otherwise": lambda fact: replace(
        fact, evaluations=(*fact.evaluations[:1], replace(fact.evaluations[1], facts={
            **fact.evaluations[1].facts, "yes": 1,
        })),
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_decision_that_does_not_follow_from_its_facts_is_called_so(lie: str, tmp_path: Path) -> None:
    """The ledger itself was told so from the beginning: every hash and signature holds."""
    desk = make_desk(DEFINITION, tmp_path)
    decide(desk, told_of_vote=LIES[lie])
    sign_newest(desk)
    key = enclosed.Key(read_public(desk.settings.ledger_key)[0].vkey())

    assert code_of(pack(desk, CASE).archive, keys=[key]) == enclosed.CONTRADICTORY


def test_a_decision_that_awards_what_was_voted_down_is_called_so(tmp_path: Path) -> None:
    desk = make_desk(DEFINITION, tmp_path)
    decide(desk, awarded=(CASE, FAILED_CASE))
    sign_newest(desk)
    key = enclosed.Key(read_public(desk.settings.ledger_key)[0].vkey())

    assert code_of(pack(desk, DECISION).archive, keys=[key]) == enclosed.CONTRADICTORY


def test_an_entry_that_differs_is_called_so_though_a_later_one_of_its_award_corrects_it(tmp_path: Path) -> None:
    """One stream tells of all entries of an award: each is asked, not the last alone."""
    desk, speakers = make_desk(DEFINITION, tmp_path), Speakers()
    told = decide(desk, speakers, told_of_entry=lambda entry: replace(entry, number="50/QĐ-LĐLĐ"))
    first = next(event for event in told if event.type == "registry.award_recorded")
    entered = read(first)
    later = replace(entered, award_id="00000000-0000-7000-8000-0000000000af", replaces=entered.award_id)
    hear(desk, [speakers.say(first.subject, later, first.actor, policy=first.policy)])
    sign_newest(desk)
    key = enclosed.Key(read_public(desk.settings.ledger_key)[0].vkey())

    assert code_of(pack(desk, CASE).archive, keys=[key]) == enclosed.CONTRADICTORY


def test_nothing_is_packed_of_what_nobody_knows(desk: Desk) -> None:
    for unknown in ("HY-2099-0001", "2031", "2026-13", SESSION, "2026-08-40", ""):
        with pytest.raises(NothingToPack):
            pack(desk, unknown)


def test_whoever_takes_a_pack_stands_in_the_ledger(desk: Desk) -> None:
    made = pack(desk, CASE)
    with desk.working(AUDITOR, via=Via.COMMAND_LINE) as work:
        record_pack(work, made)

    with desk.database.reading() as tx:
        body = json.loads(tx.scalars(select(outbox.c.body)).one())
    assert (body["type"], body["actor"], body["via"]) == ("audit.pack_made", "kiem-toan", "command_line")
    assert body["data"] | {"pack": ""} == {
        "pack": "", "kind": "case", "name": CASE, "case": CASE, "size": made.size, "leaves": made.leaves,
        "withheld": 4, "sha256": sha256_hex(made.archive),
    }  # fmt: skip


def test_only_auditors_are_handed_a_pack_over_http(desk: Desk, tmp_path: Path) -> None:
    http, path = build_app(desk).test_client(), "/api/audit/v1/packs"
    operator, auditor = (bearer(tmp_path, "ai-do", role, "tinh") for role in (Role.OPERATOR, Role.AUDITOR))
    refused = http.get(f"{path}/{CASE}", headers=operator)
    handed = http.get(f"{path}/{CASE}", headers=auditor)

    assert [http.get(f"{path}/{one}", headers=auditor).status_code for one in ("HY-2099-0001", "x" * 200)] == [404, 404]
    assert http.get(f"{path}/{CASE}?since=7000", headers=auditor).status_code == 404
    assert (refused.status_code, handed.status_code, handed.mimetype) == (403, 200, "application/zip")
    assert handed.headers["Content-SHA256"] == sha256_hex(handed.data)
    key = enclosed.Key(read_public(desk.settings.ledger_key)[0].vkey())
    assert code_of(handed.data, keys=[key]) == enclosed.HOLDS
    with desk.database.reading() as tx:
        said = list(tx.scalars(select(outbox.c.type)))
    assert said.count("audit.pack_made") == 1


@pytest.mark.parametrize(
    "period", ["0001", "0001-01-01", "9999", "9999-12-31..9999-12-31", "2026-08..9999", "0000", "2026-13", "2026-02-30"]
)
def test_a_period_on_no_calendar_is_told_so(desk: Desk, tmp_path: Path, period: str) -> None:
    auditor = bearer(tmp_path, "ai-do", Role.AUDITOR, "tinh")
    answer = client_of(desk).get(f"/api/audit/v1/packs/{period}", headers=auditor)

    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (404, "audit.nothing_to_pack")
    assert [place["at"] for place in told["places"]] == ["subject"]


@pytest.mark.parametrize("size", [2**63, 10**20, 0, -1])
def test_a_size_no_ledger_can_have_is_told_so(desk: Desk, tmp_path: Path, size: int) -> None:
    auditor = bearer(tmp_path, "ai-do", Role.AUDITOR, "tinh")
    answer = client_of(desk).get(f"/api/audit/v1/packs/{CASE}?since={size}", headers=auditor)

    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (422, "input.invalid")
    assert [place["at"].partition("[")[0].partition(".")[0] for place in told["places"]] == ["since"]
