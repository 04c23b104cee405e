"""`vinhdanh audit verify --files`: a paper of a sent dossier that is gone or was exchanged is named by its hash."""

from __future__ import annotations

import dataclasses
import shutil

from deploy.commands.audit_verify_files import Files, examine_files
from services.nomination import actions_drafts
from services.nomination.paper_store import keep_file, path_of
from shared.config import Settings
from shared.events.terms import PaperKind
from tests.unit.nomination.house import PDF, House

KINDS = sorted(set(PaperKind) - {PaperKind.OTHER})


def settings_of(house: House) -> Settings:
    return dataclasses.replace(house.desk.settings, database_url=f"sqlite:///{house.directory}/{{service}}.sqlite")


def sent_with_papers(house: House) -> tuple[str, list[str]]:
    """A case that was sent, and the hashes of its papers."""
    case, files = house.draft(papers=False), house.desk.settings.files_dir
    hashes = []
    with house.work(house.officer()) as work:
        for kind in KINDS:
            kept = keep_file(files, f"{kind}.pdf", PDF + f"\n%{kind}\n".encode())
            actions_drafts.new_paper(work, kind=kind, kept=kept, nomination_id=case)
            hashes.append(kept.sha256)
    assert house.submit(case).status_code == 200
    return case, hashes


def test_papers_gone_or_exchanged_are_named(house: House) -> None:
    case, (gone, exchanged, *rest) = sent_with_papers(house)
    settings = settings_of(house)
    assert examine_files(settings) == Files(count=2 + len(rest))

    path_of(settings.files_dir, gone).unlink()
    path_of(settings.files_dir, exchanged).write_bytes(PDF)

    found = examine_files(settings)
    assert found.count == 2 + len(rest)
    assert sorted(one.words.en for one in found.faults) == sorted(
        [f"paper {gone} of case {case} is gone", f"paper {exchanged} of case {case} is not what was filed"]
    )


def test_papers_out_of_reach_are_not_taken_for_good(house: House) -> None:
    sent_with_papers(house)
    shutil.rmtree(house.desk.settings.files_dir)

    assert not examine_files(settings_of(house)).was_read
