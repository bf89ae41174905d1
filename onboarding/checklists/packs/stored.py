"""The content of an edition, read back from the database."""

import json
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from onboarding.checklists.models import Edition
from onboarding.checklists.packs.fields import Known
from onboarding.checklists.packs.folder import Content, Model
from onboarding.checklists.packs.needs import HealthSystems, NeedsAssessment
from onboarding.checklists.packs.schema import Framework, ItemEntry, Manifest

# It was checked when it was loaded: names are not looked up again.
_ANYTHING = Known()


class NoFilesError(Exception):
    """The edition was loaded before editions kept their files; says what to do."""


def content_of(edition: Edition) -> Content:
    """What the files of `edition` say. Raises NoFilesError if they were not kept."""
    try:
        files = edition.files
    except ObjectDoesNotExist:
        raise NoFilesError(
            f"Edition {edition.label} was loaded before whole packs were kept. Run "
            "“manage.py load_pack” with its folder once more; then try again."
        ) from None
    return Content(
        manifest=_as(Manifest, files.manifest),
        items=[_as(ItemEntry, item) for item in files.items],
        framework=_optional(Framework, files.framework),
        needs=_optional(NeedsAssessment, files.needs_assessment),
        systems=_optional(HealthSystems, files.health_systems),
        edition_line=1,
    )


def _optional(model: type[Model], plain: Any) -> Model | None:  # noqa: ANN401 -- any JSON value
    return None if plain is None else _as(model, plain)


def _as(model: type[Model], plain: Any) -> Model:  # noqa: ANN401 -- any JSON value
    # Through text: only there a date is a string and a key of a mapping a number.
    return model.model_validate_json(json.dumps(plain), context=_ANYTHING)
