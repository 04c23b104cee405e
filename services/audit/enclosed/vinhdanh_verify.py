#!/usr/bin/env python3
"""Kiểm tra gói chứng cứ Vinh Danh | checks an evidence pack without the system that made it: one file, no network.

Owns: its own reading of RFC 6962 proofs, C2SP notes, chains, votes. Promises: exit code 0 only when all a pack claims
was checked and holds. Needs: Python 3.11 and `cryptography`. Leaves to others: whose key the ledger's is (`--key`)."""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import sys
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from functools import reduce
from operator import attrgetter, getitem, itemgetter
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# Exit codes; with 1 Python says that the program itself could not run.
HOLDS, MALFORMED, ALTERED, UNKNOWN_KEY, OTHER_ORIGIN, EMPTY, UNKNOWN_SIZE, INCOMPLETE, CONTRADICTORY = 0, *range(2, 10)
FORMAT, GENESIS, ED25519, COSIGNATURE, KINDS = "vinhdanh-evidence/1", "0" * 64, 1, 4, {"case", "decision", "period"}
NEEDED = {"README.md", "checkpoint.txt", "extracts.json", "ledger.json", "manifest.json", "vinhdanh_verify.py"}
KNOWN = r"contents/(decisions|dossiers|evaluations|letters|notices|votes)\.json|events/\d{9,}\.json|policy/\w{64}\.json"
SHAPE = "files:dict format:str kind:str name:str origin:str range:list size:int streams:list"
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RuntimeError, EOFError, OSError, zipfile.BadZipFile)
WAY = "council_voted sent_for_signature awarded decision_signed outside_decision_entered".split()
ACTS, HANOI = {"stage_passed", "submission_signed", "escalated", *WAY[2:]}, timezone(timedelta(hours=7))
NOT_ITS, ERASURE = "điểm chốt không phải của gói này | not the checkpoint of this pack", "nomination.person_erased"
ON_MINUTES, ABOVE = "theo biên bản | on the body's own minutes", " (cấp trên quyết định | decided beyond the chain)"
decided, law_of = itemgetter("decision", "number", "dated"), itemgetter("threshold_percent", "denominator", "basis")
LIMITS = (
    "chưa bị thu hồi, đính chính sau điểm chốt này hay không | not revoked or corrected after this checkpoint: unknown",
    "mã quy tắc không chạy lại, trừ P04, P05, P07, P09 | rules were not run again, but for P04, P05, P07, P09",
    "từng ủy viên bỏ phiếu thế nào: sổ chứng chỉ có tổng số | how each member voted: the ledger has totals only",
    "nội dung giấy tờ: chỉ có mã băm | the papers of a dossier themselves: only their hashes are here",
    "điều ghi nhận có đúng ngoài đời hay không | whether what was recorded is true in the world",
    "README.md, extracts.json, chương trình này đúng gốc | that README.md, extracts.json, this program are genuine",
)
VERDICTS: dict[str, Any] = {  # what this program can ask again by itself; facts as recorded
    "P04": lambda f: is_enough(*((f["present"] - f["recused_present"], f["total"] - f["recused"]) if f["recused_leave"]
                                 else (f["present"], f["total"])), f["numerator"], f["denominator"]),
    "P05": lambda f: f.get("chair") != "does_not_agree" and is_enough(f["yes"], f["counted_of"], f["percent"]),
    "P07": lambda f: (f["printed_yes"], f["printed_of"], f["printed_tenths"]) == (
        f["yes"], f["counted_of"], (f["yes"] * 2000 + f["counted_of"]) // (2 * f["counted_of"] or 1)),
    "P09": lambda f: sorted(f["listed"]) == sorted(set(f["voted_yes"]) - set(f["left_out_with_reason"])),
}  # fmt: skip


class Refused(Exception):
    """The pack does not hold: (exit code, what is wrong and where)."""


def need(fact: object, code: int, words: str) -> None:
    if not fact:
        raise Refused(code, words)


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def read_json(name: str, raw: bytes) -> Any:  # of canonical JSON only: one content, one text, no key twice
    value = json.loads(raw.decode())
    need(canonical(value) == raw, MALFORMED, f"{name} không ở dạng chuẩn | {name} is not canonical JSON")
    return value


def hashes(given: Any) -> list[bytes]:
    fits = isinstance(given, list) and all(isinstance(one, str) and re.fullmatch("[0-9a-f]{64}", one) for one in given)
    need(fits, MALFORMED, "bằng chứng sai dạng | a malformed proof")
    return [bytes.fromhex(one) for one in given]


def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, MALFORMED, "base64 sai dạng | malformed base64")
    return raw


def climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that PATH(index, D[size]) gives for a leaf hash (§2.1.1); `Refused` when the path does not fit."""
    need(0 <= index < size and (size == 1) is (not path), MALFORMED, f"không có bằng chứng | no proof: {index}/{size}")
    if size == 1:
        return leaf
    split = 1 << (size - 1).bit_length() - 1  # the largest power of two smaller than `size`
    if index < split:
        return sha256(b"\x01", climb(leaf, index, split, path[:-1]), path[-1])
    return sha256(b"\x01", path[-1], climb(leaf, index - split, size - split, path[:-1]))


def both_roots(earlier: int, later: int, path: list[bytes], whole: bytes | None) -> tuple[bytes, bytes]:
    """Both roots as PROOF(earlier, D[later]) gives them (§2.1.2); `whole`: the earlier root, no part of the proof."""
    need(0 < earlier <= later, UNKNOWN_SIZE, f"không có cây cỡ {earlier} | no tree of size {earlier} in one of {later}")
    need(len(path) == (whole is None) if earlier == later else path, MALFORMED, "sai độ dài | a proof of wrong length")
    if earlier == later:
        return (path[0], path[0]) if whole is None else (whole, whole)
    split = 1 << (later - 1).bit_length() - 1
    if earlier <= split:
        was, now = both_roots(earlier, split, path[:-1], whole)
        return was, sha256(b"\x01", now, path[-1])
    was, now = both_roots(earlier - split, later - split, path[:-1], None)
    return sha256(b"\x01", path[-1], was), sha256(b"\x01", path[-1], now)


class Key:  # a C2SP verifier key `name+id+base64(algorithm || public key)`
    def __init__(self, text: str) -> None:
        self.name, key_id, material = (*text.strip().split("+", 2), "", "")[:3]
        raw = unbase64(material)
        self.id, self.algorithm, self.public = sha256(self.name.encode() + b"\n" + raw)[:4], raw[:1], raw[1:]
        fits = re.fullmatch(r"\S+", self.name) and len(raw) == 33 and raw[0] in (ED25519, COSIGNATURE)
        need(fits and self.id.hex() == key_id, MALFORMED, f"khóa sai dạng | malformed key: {text}")

    def check(self, blob: bytes, text: str) -> int:
        """The time of a cosignature (0 of a plain signature) over a note's text; `Refused` unless it verifies."""
        is_cosigned = self.algorithm[0] == COSIGNATURE
        at, signature = (int.from_bytes(blob[4:12], "big"), blob[12:]) if is_cosigned else (0, blob[4:])
        text = f"cosignature/v1\ntime {at}\n{text}" if is_cosigned else text
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError) as error:
            raise Refused(ALTERED, f"chữ ký không đúng | the signature does not verify: {self.name}") from error
        return at


def split_note(raw: bytes) -> tuple[str, list[tuple[str, bytes]]]:  # text, (key name, key id || signature)
    text, _, below = raw.decode().rpartition("\n\n")
    lines = [re.fullmatch(r"— ([^\s+]+) (\S+)", line) for line in below.split("\n")[:-1]]
    fits = text and below.endswith("\n") and 0 < len(lines) <= 100 and not re.search(r"[\x00-\x09\x0b-\x1f]", text)
    need(fits and all(lines), MALFORMED, "điểm chốt sai dạng | a malformed signed note")
    found = [(line[1], unbase64(line[2])) for line in lines if line]
    need(all(len(blob) > 4 for _, blob in found), MALFORMED, "chữ ký sai dạng | a malformed signature")
    return text + "\n", found


class Checkpoint:  # a checkpoint signed by the ledger; `witnessed`: trusted cosigners with their times
    def __init__(self, raw: bytes, keys: list[Key], witnesses: list[Key]) -> None:
        text, found = split_note(raw)
        lines = text.split("\n")
        fits = len(lines) > 3 and all(lines[:-1]) and re.fullmatch("0|[1-9][0-9]{0,17}", lines[1])
        need(fits and len(unbase64(lines[2])) == 32, MALFORMED, "điểm chốt sai dạng | a malformed checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2])
        need(not keys or self.origin in {k.name for k in keys}, OTHER_ORIGIN, f"sổ khác | other ledger: {self.origin}")
        mine = {(key.name, key.id): key for key in keys if key.name == self.origin and key.algorithm[0] == ED25519}
        them = {(key.name, key.id): key for key in witnesses if key.algorithm[0] == COSIGNATURE}
        signed = [mine[name, blob[:4]].check(blob, text) for name, blob in found if (name, blob[:4]) in mine]
        by = [f"{name}+{blob[:4].hex()}" for name, blob in found]
        need(signed, UNKNOWN_KEY, f"không có chữ ký của khóa tin cậy | signed by no key you trust (--key): {by}")
        self.witnessed = {who: them[who, blob[:4]].check(blob, text) for who, blob in found if (who, blob[:4]) in them}


def rebuilt(files: dict[str, bytes]) -> bytes:  # the one archive these files have: sorted, stored, without times
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for entry in map(zipfile.ZipInfo, sorted(files)):
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, files[entry.filename])
    return out.getvalue()


def open_pack(raw: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """(manifest, files by name): every file has the hash the manifest gives, and there is nothing besides."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        stored = (one.file_size if one.compress_type == zipfile.ZIP_STORED else len(raw) for one in archive.infolist())
        need(sum(stored) < len(raw), MALFORMED, "gói bị nén, chồng tệp | a compressed archive, or entries that overlap")
        files = {one.filename: archive.read(one) for one in archive.infolist()}
    need(files, EMPTY, "gói rỗng | an empty pack")
    need(files.keys() >= NEEDED, ALTERED, f"thiếu tệp | missing: {', '.join(sorted(NEEDED - files.keys()))}")
    manifest = read_json("manifest.json", files["manifest.json"])
    shape = " ".join(f"{name}:{type(manifest[name]).__name__}" for name in sorted(manifest))
    fits = (shape, manifest["format"]) == (SHAPE, FORMAT) and (manifest["kind"] == "period") is bool(manifest["range"])
    need(fits and manifest["kind"] in KINDS, MALFORMED, "manifest.json sai dạng | a malformed manifest.json")
    for name in sorted(manifest["files"].keys() | files.keys() - {"manifest.json"}):
        fits = name in files and sha256(files[name]).hex() == manifest["files"].get(name)
        fits = fits and (name in NEEDED or re.fullmatch(KNOWN, name) is not None)
        need(fits, ALTERED, f"tệp thiếu, thừa hoặc bị sửa | a file missing, too many or altered: {name}")
    need(rebuilt(files) == raw, ALTERED, "vỏ gói bị sửa | not the archive these files have")
    return manifest, files


class Leaf:  # a leaf of the tree with its entry, and the event behind it unless that was withheld
    def __init__(self, given: dict[str, Any], files: dict[str, bytes], head: Checkpoint) -> None:
        self.index, self.before, self.withheld, entry = (given[n] for n in ("index", "before", "withheld", "entry"))
        root = climb(sha256(b"\x00", canonical(entry)), self.index, head.size, hashes(given["proof"]))
        need(root == head.root, ALTERED, f"lá {self.index} không thuộc cây | leaf {self.index} is not in the tree")
        self.id, self.type, self.source, self.position, self.chain, self.hash = (
            entry[name] for name in ("id", "type", "source", "position", "chain", "body"))  # fmt: skip
        self.file = f"events/{self.index:09d}.json"
        self.said: Any = read_json(self.file, files[self.file]) if self.withheld is None else {}
        if self.withheld is None:
            opened, sealed = self.said.pop("personal", {}), self.said.get("sealed", {})
            fits = sha256(canonical(self.said)).hex() == self.hash and opened.keys() <= sealed.keys()
            fits = fits and all(sha256(canonical(part)).hex() == sealed[path][1] for path, part in opened.items())
            fits = fits and [self.said[n] for n in ("id", "type", "source")] == [self.id, self.type, "/" + self.source]
            need(fits, ALTERED, f"sự kiện bị sửa, không khớp lá | altered, or not its leaf's: {self.file}")
            self.said["erased"] = sorted({seal[0] for path, seal in sealed.items() if path not in opened})  # whose
            for path, (_, value) in opened.items():
                *steps, last = (int(step) if step.isdecimal() else step for step in path.split("/"))
                reduce(getitem, steps, self.said["data"])[last] = value
        self.data, self.subject, self.sequence, self.erased = map(self.said.get, "data subject sequence erased".split())


def check_leaves(manifest: Any, leaves: list[Leaf], files: dict[str, bytes], yes: list[str], no: list[str]) -> None:
    """No leaf twice, chains unbroken, what is claimed to be whole is whole, nothing gone but by an erasure shown."""
    need(leaves, EMPTY, "gói không có sự kiện nào | no event in this pack")
    fits = {name for name in files if name.startswith("events/")} == {leaf.file for leaf in leaves if leaf.said}
    indexes, at = [leaf.index for leaf in leaves], {(leaf.source, leaf.position or leaf.id): leaf for leaf in leaves}
    fits = fits and indexes == sorted(set(indexes)) and len({leaf.id for leaf in leaves}) == len(leaves) == len(at)
    need(fits, ALTERED, "lá đảo, lặp, sự kiện không có lá | leaves out of order or twice, or an event without one")
    for one in (chained := [leaf for leaf in leaves if leaf.before is not None]):
        before = getattr(at.get((one.source, one.position - 1)), "chain", GENESIS if one.position == 1 else one.before)
        follows = sha256(f"{before}\n{one.position}\n{one.hash}".encode()).hex() == one.chain
        need(follows and before == one.before, ALTERED, f"chuỗi đứt | a broken chain: {one.source} {one.position}")
    yes.append(f"{len(leaves)} sự kiện nguyên vẹn trong sổ | {len(leaves)} events unaltered, {len(chained)} chained")
    taken = {who for one in leaves if one.said and one.type == ERASURE for who in one.data["cases"] + one.data["holds"]}
    bare = [leaf.index for leaf in leaves if not taken.issuperset(leaf.erased or ())]
    need(not bare, INCOMPLETE, f"mất dữ liệu, không có sự kiện xóa | personal data gone, no erasure here: {bare[:20]}")
    if manifest["range"]:
        first, last = manifest["range"]
        indexes = [leaf.index for leaf in leaves if first <= leaf.index <= last or leaf.type != ERASURE]
        need(indexes == list(range(first, last + 1)), INCOMPLETE, f"thiếu lá | leaves missing: {first}–{last}")
        yes.append(f"đủ mọi lá từ {first} đến {last} | every leaf from {first} to {last} is here")
    found: dict[tuple[str, str], list[int]] = {}
    for leaf in (leaf for leaf in leaves if leaf.said):
        found.setdefault((leaf.source, leaf.subject), []).append(leaf.sequence)
    claimed = {(source, subject): count for source, subject, count in manifest["streams"]}
    for key, count in claimed.items():
        is_whole = count > 0 and sorted(found.get(key, ())) == list(range(1, count + 1))
        need(is_whole, INCOMPLETE, f"dãy sự kiện có khoảng trống | a gap in the events of {key[1]} ({key[0]})")
    cases = {leaf.subject for leaf in leaves if leaf.said and leaf.type in ("review.stage_opened", "review.awarded")}
    own = {key for key in found if key[1] in cases | {manifest["name"]}} | {("nomination", one) for one in cases}
    need(manifest["range"] or (own and own <= claimed.keys()), INCOMPLETE, "thiếu | its own events are not all here")
    yes.append(f"{len(claimed)} dãy sự kiện liền từ số 1 | {len(claimed)} streams run from 1 without gap")
    no.append(f"ngoài gói còn gì không | what else was said (in part: {len(found.keys() - claimed.keys())} streams)")


def check_contents(files: dict[str, bytes], leaves: list[Leaf], yes: list[str]) -> dict[str, Any]:  # policies by hash
    by_index = {leaf.index: leaf for leaf in leaves}
    for name in sorted(name for name in files if name.startswith("contents/")):
        for item in read_json(name, files[name]):
            value = reduce(getitem, item["at"], by_index[item["leaf"]].said)
            need(canonical(value) == canonical(item["value"]), ALTERED, f"trích sai | not as the event says: {name}")
    policies = {name[7:-5]: read_json(name, raw) for name, raw in files.items() if name.startswith("policy/")}
    named = {leaf.said["policy"] for leaf in leaves if leaf.said.get("policy")}
    fits = named == policies.keys() == {one for one in policies if sha256(files[f"policy/{one}.json"]).hex() == one}
    need(fits, INCOMPLETE, f"thiếu, thừa quy định | policies missing, too many: {sorted(named ^ policies.keys())[:1]}")
    yes.append("bản trích đúng nguyên văn, quy định đúng mã băm | extracts are word for word, policies have their hash")
    return policies


def is_enough(part: int, of: int, up: int, down: int = 100) -> bool:
    return of > 0 and part * down >= of * up


def laws_for(award: str | None, policy: Any, level: str = "", day: str = "") -> list[Any]:
    """The vote laws an award has; of a level and day, those it is voted on by then: without any, minutes decide."""
    laws = [one["law"] for one in policy["plan"]["votes"] if one["award"] == award]
    for one in (one for one in policy["rulebook"]["awards"] if one["code"] == award):
        further = {other["level"]: other["vote"] for other in one.get("other_levels", ())}
        laws += [further[level]] if level in further else [one["vote"], *one["other_councils"], *further.values()]
    return [law for law in laws if law and level in ("", "provincial", "confederation", "state")  # none sits below
            and (not day or (law.get("first") or day) <= day <= (law.get("last") or day))]  # fmt: skip


def check_tally(leaf: Leaf, award: str, policy: Any, no: list[str]) -> None:
    """A count follows from its numbers, under a vote law its policy has for the award; integers only."""
    t, where, waits = leaf.data["tally"], f"(lá | leaf {leaf.index})", leaf.data["tally"].get("split_waits")
    told = [t[name] for name in "ballots recused present written yes no abstained invalid".split()]
    fits = all(type(n) is int and n >= 0 for n in told[: 4 if waits else 8]) and (waits or told[0] == sum(told[4:]))
    if waits:  # told of nobody while so few voted in secret that it would tell who
        fewest = [one["value"] for one in policy["rulebook"]["rules"] if one["name"] == "least_voters"]
        fits = fits and told[4:] == [None] * 4 and 0 < t["ballots"] < max(fewest, default=0)
        no.append(f"{leaf.subject}: tỷ lệ chờ công bố | how many said yes: a split that waits, so few voted {where}")
    here, entitled = t["present"] + t["written"] + t.get("left", 0), t["total_members"] - t["recused"]
    least, most = {"total_members": (t["total_members"],) * 2, "entitled_members": (entitled,) * 2,
                   "present_members": (here - t["recused"], here)}[t["denominator"]]  # fmt: skip
    fits = fits and least <= t["counted_of"] <= most and 0 <= t.get("left", 0) <= t["ballots"] <= entitled
    passed = t["passed"] if waits else is_enough(t["yes"], t["counted_of"], t["threshold_percent"])
    passed = passed and t["chair"] != "does_not_agree"
    for f in (one["facts"] for one in leaf.data["evaluations"] or () if one["rule"] == "P05"):
        fits = fits and (f["yes"], f["counted_of"], f["percent"]) == (t["yes"], t["counted_of"], t["threshold_percent"])
    need(fits and passed is t["passed"], CONTRADICTORY, f"kiểm phiếu không khớp {where} the count is wrong")
    need(law_of(t) in map(law_of, laws_for(award, policy)), CONTRADICTORY, f"không có luật {where} no such vote law")


def replay(leaves: list[Leaf], policies: dict[str, Any], is_part: bool, yes: list[str], no: list[str]) -> None:
    """The road from vote to register again, out of the recorded facts; `is_part`: it may begin before the pack."""
    said, award = dict[str, dict[str, Leaf]](), dict[tuple[str, str], Any]()  # `award`: asked for by then
    for leaf in sorted((one for one in leaves if one.said), key=attrgetter("sequence")):
        said.setdefault(leaf.type, {})[leaf.subject] = leaf
        award[leaf.source, leaf.subject] = leaf.data.get("award") or award.get((leaf.source, leaf.subject))
        if leaf.type == "review.council_voted" and (of := award["review", leaf.subject]):
            check_tally(leaf, of, policies[leaf.said["policy"]], no)
    asked = [(leaf, one) for leaf in leaves if leaf.said for one in leaf.data.get("evaluations") or ()]
    for leaf, one in asked:
        check, where = VERDICTS.get(one["rule"]), f"{one['rule']} (lá | leaf {leaf.index})"
        right = check is None or check(one["facts"]) is (one["verdict"] == "holds")
        need(right, CONTRADICTORY, f"hỏi lại ra kết quả khác: {where} answers otherwise when asked again")
        stops = one["consequence"] == "block" and (leaf.type[7:] in ACTS or one["verdict"] == "holds")
        need(not stops, CONTRADICTORY, f"việc bị quy tắc chặn vẫn làm: {where} done although the rule blocks")
    votes, sent, awarded, signed, above = (said.get(f"review.{name}", {}) for name in WAY)
    on_minutes, submitted = dict[str, bool](), said.get("nomination.submitted", {})
    for case, leaf in (one for one in sent.items() if one[1].data["session"] is None and award["review", one[0]]):
        level = submitted[case].data["road"]["decided_at"] if case in submitted else leaf.data["step"]["kind"]
        day = str(datetime.fromisoformat(leaf.said["time"]).astimezone(HANOI).date())
        on_minutes[case] = not laws_for(award["review", case], policies[leaf.said["policy"]], level, day)
    for case, act in awarded.items():
        vote, decision = votes.get(case), (signed | above).get(act.data["decision"])
        t = vote.data["tally"] if vote else {"passed": on_minutes.get(case, is_part)}
        listed = decision is None or any(one["case"] == case for one in decision.data["items"])
        fits = t["passed"] and listed and (decision is None or decided(act.data) == decided(decision.data))
        fits = fits and (vote is None or vote.sequence < act.sequence)
        need(fits, CONTRADICTORY, f"khen thưởng khác phiếu và quyết định | awarded otherwise than decided: {case}")
        count = "?" if vote is None or t["yes"] is None else f"{t['yes']}/{t['counted_of']}"
        how = ON_MINUTES if case in on_minutes and not vote else f"{count} phiếu đồng ý | {count} yes votes"
        yes.append(f"{case}: {how}, {act.data['number']}, {act.data['dated']}{ABOVE * (act.data['decision'] in above)}")
    for leaf in (signed | above).values():
        by = leaf.data.get("signed_by") or leaf.data["entered_by"]
        fits = leaf.erased or sha256(canonical(leaf.data["items"])).hex() == leaf.data["list_sha256"]
        fits = fits and leaf.said["actor"] == by and (leaf.said["actorrole"] == "signer" or leaf.subject in above)
        fits = fits and (is_part or all(one["case"] in awarded for one in leaf.data["items"]))
        need(fits, CONTRADICTORY, f"quyết định không khớp | the decision does not fit: {leaf.data['number']}")
    for leaf in (one for one in leaves if one.said and one.type == "registry.award_recorded"):
        entered = awarded.get(leaf.data["case"])
        fits = entered is None or leaf.data["replaces"] or decided(leaf.data) == decided(entered.data)
        need(fits, CONTRADICTORY, f"sổ vinh danh ghi khác | the register says otherwise: {leaf.data['number']}")
    revoked = [leaf.data for leaf in said.get("registry.award_revoked", {}).values()]
    yes += [f"ĐÃ BỊ HỦY: {one['number']} | REVOKED: {one['number']}, {one['dated']}" for one in revoked]
    again = sum(one["rule"] in VERDICTS for _, one in asked)
    yes.append(f"kiểm phiếu đúng | {len(votes)} counts, {len(signed | above)} decisions, {again}/{len(asked)} rules")


def verify(raw: bytes, keys: list[Key], witnesses: list[Key], seen: bytes | None = None) -> tuple[list[str], list[str]]:
    """What a pack establishes and what it does not; `Refused` when anything it claims does not hold."""
    yes, no = list[str](), list[str]()
    try:
        manifest, files = open_pack(raw)
        head = Checkpoint(files["checkpoint.txt"], keys, witnesses)
        need(head.origin == manifest["origin"] and head.size == manifest["size"], ALTERED, NOT_ITS)
        yes.append(f"điểm chốt {head.size} lá | a checkpoint of {head.size} leaves, signed by {head.origin}")
        for key in witnesses:
            need(key.name in head.witnessed, UNKNOWN_KEY, f"không có chữ ký của | not cosigned by {key.name}")
            at = datetime.fromtimestamp(head.witnessed[key.name], UTC)
            yes.append(f"{key.name} chứng kiến lúc {at:%Y-%m-%d %H:%M} UTC | witnessed by {key.name} at that time")
        no += [] if witnesses else ["không ai bạn tin chứng kiến | witnessed by nobody you trust: forks would not show"]
        ledger, roots = read_json("ledger.json", files["ledger.json"]), {head.size: head.root}
        for one in ledger["consistency"]:
            earlier = Checkpoint(one["note"].encode(), keys, [])
            roots[earlier.size] = earlier.root
            grown = both_roots(earlier.size, head.size, hashes(one["proof"]), earlier.root) == (earlier.root, head.root)
            need(grown, ALTERED, f"sổ bị viết lại | the ledger was rewritten since size {earlier.size}")
            yes.append(f"sổ chỉ thêm từ cỡ {earlier.size} | the ledger only grew since size {earlier.size}")
        if mine := None if seen is None else Checkpoint(seen, keys, []):
            need(mine.size in roots, UNKNOWN_SIZE, f"gói không có cỡ này | no proof here from tree size {mine.size}")
            need(roots[mine.size] == mine.root, ALTERED, "SỔ BỊ RẼ NHÁNH | A FORK: your checkpoint has another root")
            yes.append("tiếp nối điểm chốt bạn đã giữ | it continues the checkpoint you kept")
        leaves = [Leaf(one, files, head) for one in ledger["leaves"]]
        check_leaves(manifest, leaves, files, yes, no)
        replay(leaves, check_contents(files, leaves, yes), bool(manifest["range"]), yes, no)
    except UNREADABLE as error:
        raise Refused(MALFORMED, f"gói sai dạng | malformed: {type(error).__name__}: {error}") from error
    erased, hidden = [one.index for one in leaves if one.erased], [one.index for one in leaves if not one.said]
    no += [f"{len(erased)} sự kiện thiếu dữ liệu đã xóa | personal data erased, left out {erased[:20]}"] * bool(erased)
    no += [f"{len(hidden)} sự kiện chỉ có mã băm | what events say that are hashes only: {hidden[:20]}"] * bool(hidden)
    return yes, [*no, *LIMITS]


def main() -> int:
    ask = argparse.ArgumentParser(description="Kiểm tra gói chứng cứ | check an evidence pack")
    ask.add_argument("pack", type=Path)
    ask.add_argument("--key", action="append", default=[], help="khóa của sổ chứng | the ledger's verifier key")
    ask.add_argument("--witness", action="append", default=[], help="khóa người chứng kiến | a witness that must sign")
    ask.add_argument("--seen", type=Path, help="điểm chốt đã giữ | a checkpoint you kept earlier")
    sys.stdout, sys.stderr = (io.TextIOWrapper(one.buffer, "utf-8") for one in (sys.stdout, sys.stderr))
    given = ask.parse_args()
    try:
        raw, seen = given.pack.read_bytes(), given.seen.read_bytes() if given.seen else None
        yes, no = verify(raw, [Key(one) for one in given.key], [Key(one) for one in given.witness], seen)
    except (Refused, *UNREADABLE) as error:
        code, words = error.args if isinstance(error, Refused) else (MALFORMED, str(error))
        print(f"KHÔNG ĐẠT | FAILED [{code}]: {words}", file=sys.stderr)
        return int(code)
    print(f"sha256 {sha256(raw).hex()}\n\nĐÃ XÁC LẬP | ESTABLISHED", *yes, sep="\n  + ")
    print("\nCHƯA XÁC LẬP | NOT ESTABLISHED", *no, sep="\n  – ")
    return HOLDS


if __name__ == "__main__":
    sys.exit(main())
