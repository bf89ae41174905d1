"""Write an edition of a pack as a folder that `load_pack` reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from onboarding.checklists.editions.offered import edition_for
from onboarding.checklists.editions.targets import target_for
from onboarding.checklists.models import Edition, Pack
from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.stored import NoFilesError, content_of
from onboarding.checklists.packs.writing import files_of, write_folder
from onboarding.lib.commands import print_json, refusal
from onboarding.residents.models import Program


class Command(BaseCommand):
    """`export_pack us-img --edition 2026.12 my-folder`."""

    help = "Write an edition of a pack as a folder that load_pack reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which edition of which pack, and where to."""
        parser.add_argument("pack", metavar="PACK", help="its slug")
        parser.add_argument("folder", type=Path, help="a folder, new or empty")
        parser.add_argument("--edition", help="the edition; the newest without")
        parser.add_argument(
            "--program", help="with that program's own items and changes"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *, folder: Path, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write the files, or refuse with a sentence and write nothing."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise refusal(f"{folder} is there already and is not an empty folder.")
        edition = _edition(options["pack"], options["edition"], options["program"])
        try:
            content = _content(edition, options["program"])
        except NoFilesError as missing:
            raise refusal(str(missing)) from None
        label, files = content.manifest.edition, files_of(content)
        write_folder(files, folder)
        if options["json"]:
            answer = {"pack": edition.pack.slug, "edition": label}
            print_json(self.stdout, answer | {"files": sorted(files)})
        else:
            where = f"is in {folder}: {len(files)} files."
            self.stdout.write(f"{edition.pack}, edition {label} {where}")


def _edition(slug: str, label: str | None, program: str | None) -> Edition:
    """The edition called `label`, or what new residents (of `program`) get."""
    pack = Pack.objects.filter(slug=slug).first()
    if pack is None:
        raise refusal(f"There is no pack {slug}.")
    if label is None and program is not None:
        found: Edition | None = edition_for(_program(program))
    else:
        found = pack.editions.filter(label=label).first() if label else pack.newest
    if found is None or found.pack != pack:
        raise refusal(f"Pack {slug} has no edition {label or 'for that program'}.")
    return found


def _content(edition: Edition, program: str | None) -> Content:
    if program is None:
        return content_of(edition)
    target = target_for(_program(program), edition)
    if target.problems:
        lines = "\n".join(map(str, target.problems))
        raise refusal(f"The program's own items do not fit:\n{lines}")
    return target.content or content_of(target.edition)


def _program(slug: str) -> Program:
    found = Program.objects.filter(slug=slug).first()
    if found is None:
        raise refusal(f"There is no program {slug}.")
    return found
