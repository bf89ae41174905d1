"""What the schema found, said in a sentence to the person who wrote the file."""

from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from onboarding.checklists.packs.fields import OWN_SENTENCE
from onboarding.checklists.packs.problems import did_you_mean, quoted
from onboarding.checklists.packs.reading import Where

_PREDICATES = {
    OWN_SENTENCE: "{sentence}",
    "missing": "is missing.",
    "no_value": "has no value.",
    "quotes": "must be text; put it in quotes.",
    "string_type": "must be text.",
    "int_type": "must be a whole number.",
    "float_type": "must be a number.",
    "bool_type": "must be true or false.",
    "date_type": "must be a date such as 2026-11-23.",
    "list_type": "must be a list.",
    "dict_type": "must hold keys and values.",
    "model_type": "must hold keys and values.",
    "invalid_key": "has a key that is not a word.",
    "string_too_long": "may have {max_length} characters at most; it has {length}.",
    "too_short": "needs {min_length} or more; it has {length}.",
    "too_long": "may have {max_length} at most; it has {length}.",
    "greater_than_equal": "must be {ge} or more.",
    "less_than_equal": "must be {le} or less.",
    "multiple_of": "must be a multiple of {multiple_of}.",
    "slug": "must be lowercase words and digits with hyphens between, not {given}.",
    "language": "must be a language such as en-US, not {given}.",
}


def where_of(error: ErrorDetails) -> Where:
    """The keys and positions that lead to the error, from the checked entry on."""
    return tuple(part for part in error["loc"] if part != "[key]")


def sentence_of(error: ErrorDetails, model: type[BaseModel]) -> str:
    """The sentence for one `error` of `model`."""
    where = where_of(error)
    name = ".".join(part for part in where if isinstance(part, str))
    if error["type"] == "extra_forbidden":
        nearest = did_you_mean(str(where[-1]), _keys_at(model, where[:-1]))
        return f"The key {quoted(name)} is unknown here{nearest}"
    predicate = _PREDICATES.get(_kind(error, where))
    if predicate is None:
        return f"{quoted(name)}: {error['msg']}."
    given = error["input"]
    length = len(given) if isinstance(given, str | list | dict) else 0
    said = predicate.format(
        **(error.get("ctx", {}) | {"given": quoted(given), "length": length})
    )
    return f"{quoted(name)} {said}" if name else f"This {said}"


def _kind(error: ErrorDetails, where: Where) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "language" if where[-1] == "language" else "slug"
    if error["type"].endswith("_type") and error["input"] is None:
        return "no_value"
    if error["type"] == "string_type" and not isinstance(error["input"], list | dict):
        return "quotes"
    if error["type"] == "too_long" and isinstance(error["input"], str):
        return "string_too_long"
    return error["type"]


def _keys_at(model: type[BaseModel], where: Where) -> list[str]:
    """The keys that `model` knows at `where`."""
    for part in where:
        name = part if isinstance(part, str) else "root"
        if name in model.model_fields:
            model = _model_in(model.model_fields[name].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 -- a type form
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in inner if model), None)
