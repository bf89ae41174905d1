"""Make an institution and a program where they are missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from onboarding.lib.commands import print_json, refusal
from onboarding.residents.actions import ProgramFacts, make_program


class Command(BaseCommand):
    """`create_program im-riverside --institution … --name … …`."""

    help = "Makes an institution and a program; changes nothing that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The slug, and what the program is."""
        parser.add_argument("slug", help="short name: im-riverside")
        parser.add_argument("--institution", required=True, metavar="NAME")
        parser.add_argument("--name", required=True, metavar="NAME")
        parser.add_argument("--specialty", required=True, metavar="WORD")
        parser.add_argument("--state", required=True, metavar="XX")
        parser.add_argument("--time-zone", required=True, metavar="IANA")
        parser.add_argument("--years", type=int, default=3, help="how long it lasts")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's signature
        """Make it, or say that it is there."""
        facts = ProgramFacts(
            name=options["name"],
            specialty=options["specialty"],
            state=options["state"],
            time_zone=options["time_zone"],
            years=options["years"],
        )
        try:
            program, is_new = make_program(
                options["slug"], institution=options["institution"], facts=facts
            )
        except ValidationError as problem:
            raise refusal(_in_sentences(problem)) from None
        if options["json"]:
            print_json(self.stdout, {"program": program.slug, "made": is_new})
            return
        self.stdout.write(
            f"{'Made' if is_new else 'There already'}: {program.name} "
            f"({program.slug}) at {program.institution.name}."
        )


def _in_sentences(problem: ValidationError) -> str:
    return " ".join(
        f"{field.replace('_', ' ')}: {sentence}"
        for field, sentences in problem.message_dict.items()
        for sentence in sentences
    )
