"""Load a pack folder as a new edition, or say everything that is wrong with it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from onboarding.checklists.packs.folder import Content, read_pack
from onboarding.checklists.packs.loading import Loaded
from onboarding.checklists.packs.problems import RefusedPackError
from onboarding.dashboard.content import load


class Command(BaseCommand):
    """Validates everything first; all or nothing (interfaces §2, §6)."""

    help = "Check a pack folder and load it as a new edition: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and whether a program reads the answer."""
        parser.add_argument("folder", type=Path, help="a folder with pack.yaml")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, folder: Path, json: bool, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Exit 0 if it is loaded or was already, 1 if refused, 2 if there is none."""
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.", returncode=2)
        try:
            content = read_pack(folder)
            loaded = load(content, now=timezone.now())
        except RefusedPackError as refusal:
            self._refuse(refusal, is_json=json)
        else:
            self._report(content, loaded, is_json=json)

    def _report(self, content: Content, loaded: Loaded, *, is_json: bool) -> None:
        answer = {
            "pack": content.manifest.slug,
            "edition": loaded.edition.label,
            "status": "loaded" if loaded.is_new else "unchanged",
            "items": len(content.items),
            "competencies": len(content.competencies),
            "questions": content.question_count,
        }
        self.stdout.write(
            json.dumps(answer)
            if is_json
            else "{pack} {edition} is {status}: items {items}, "
            "competencies {competencies}, questions {questions}.".format(**answer)
        )

    def _refuse(self, refusal: RefusedPackError, *, is_json: bool) -> None:
        for problem in refusal.problems:
            self.stderr.write(str(problem))
        if is_json:
            problems = [problem.as_dict() for problem in refusal.problems]
            self.stdout.write(json.dumps({"status": "refused", "problems": problems}))
        raise CommandError(f"{refusal}; nothing was written.", returncode=1)
