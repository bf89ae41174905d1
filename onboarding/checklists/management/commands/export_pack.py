"""Write an edition of a pack as a folder that `load_pack` reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from onboarding.checklists.models import Edition, Pack
from onboarding.checklists.packs.stored import NoFilesError, content_of
from onboarding.checklists.packs.writing import files_of, write_folder
from onboarding.lib.commands import print_json, refusal


class Command(BaseCommand):
    """`export_pack us-img --edition 2026.12 my-folder`."""

    help = "Write an edition of a pack as a folder that load_pack reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which edition of which pack, and where to."""
        parser.add_argument("pack", metavar="PACK", help="its slug")
        parser.add_argument("folder", type=Path, help="a folder, new or empty")
        parser.add_argument("--edition", help="the edition; the newest without")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, folder: Path, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write the files, or refuse with a sentence and write nothing."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise refusal(f"{folder} is there already and is not an empty folder.")
        edition = _edition(options["pack"], options["edition"])
        try:
            files = files_of(content_of(edition))
        except NoFilesError as missing:
            raise refusal(str(missing)) from None
        write_folder(files, folder)
        if options["json"]:
            answer = {"pack": edition.pack.slug, "edition": edition.label}
            print_json(self.stdout, answer | {"files": sorted(files)})
        else:
            count = len(files)
            self.stdout.write(f"{edition} is in {folder}: {count} files.")


def _edition(slug: str, label: str | None) -> Edition:
    pack = Pack.objects.filter(slug=slug).first()
    if pack is None:
        raise refusal(f"There is no pack {slug}.")
    found = pack.editions.filter(label=label).first() if label else pack.newest
    if found is None:
        raise refusal(f"Pack {slug} has no edition {label}.")
    return found
