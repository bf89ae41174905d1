"""The admin as the staff's user interface: everybody sees and changes what is theirs.

Nothing here asks Django's permission rows. An `Access`, given by the app that knows the
roles, says who may do what; a row that is not yours does not exist (404).
"""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet
from django.db.models.options import Options
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from onboarding.lib.access import Access, Act, SuperusersOnly
from onboarding.lib.admin_fields import CellFields, LabeledFormSet, PageFields
from onboarding.lib.http import chosen_keys

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:
    _ModelAdmin, _TabularInline = admin.ModelAdmin, admin.TabularInline

_Answer = TypeVar("_Answer")
# Stands in a column where there is nothing to say.
NOTHING = "–"
# What Django's filters put behind the name of a field in the address.
_ENDINGS = ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt")


# What is asked of a row that somebody may see.
_ACTS_ON_A_ROW = (Act.CHANGE, Act.DELETE)


class ScopedAdmin(PageFields, _ModelAdmin):
    """A ModelAdmin for `visible_to(user)`, with the rights that `access` gives.

    Subclasses name their `access` and, unless the record belongs to no program, the
    `scope`: the lookup from a row to its program. A row that somebody may see but not
    change is shown read-only.
    """

    access: Access = SuperusersOnly()
    scope: str = ""
    # One sentence beside the name of the record: what people find or do there.
    purpose: str = ""
    show_full_result_count = False
    empty_value_display = NOTHING
    # Django's link goes through an address that tells everybody what exists.
    view_on_site = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the user may see, in the programs where they may see it."""
        return theirs(super().get_queryset(request), request.user).filter(
            self.access.rows(request.user, Act.VIEW, self.scope)
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the record is offered at all."""
        return self.may(request, Act.VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user sees such rows, or this one."""
        return self.may(request, Act.VIEW, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the user may make new rows."""
        return self.may(request, Act.ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may change such rows, or this one."""
        return self.may(request, Act.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may erase such rows, or this one."""
        return self.may(request, Act.DELETE, obj)

    def may(self, request: HttpRequest, act: Act, row: Model | None = None) -> bool:
        """Whether the user may do `act` with `row`, or with any row at all."""
        if not self.access.may(request.user, act):
            return False
        if row is None or row.pk is None:
            return True
        found = self.reached(request, act).filter(pk=row.pk)
        return _once(request, self._question(act, row.pk), found.exists)

    def reached(self, request: HttpRequest, act: Act) -> QuerySet[Any]:
        """The rows with which the user may do `act`."""
        rows = self.access.rows(request.user, act, self.scope)
        return ScopedAdmin.get_queryset(self, request).filter(rows)

    def rows_of_page(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows as the page of one reads them: what the user may see."""
        return self.get_queryset(request)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """One row, read once per request, and with it what the user may do with it."""
        if from_field is not None:
            return super().get_object(request, object_id, from_field)
        key = (self.model, object_id)
        return _once(request, key, lambda: self._read_one(request, object_id))

    def _read_one(self, request: HttpRequest, object_id: str) -> Any:
        asked = {
            f"_may_{act}": Exists(self.reached(request, act).filter(pk=OuterRef("pk")))
            for act in _ACTS_ON_A_ROW
        }
        rows = self.rows_of_page(request).annotate(**asked)
        try:
            row = rows.get(pk=self.opts.pk.to_python(object_id))
        except (self.model.DoesNotExist, ValidationError, ValueError):
            return None
        _once(request, self._question(Act.VIEW, row.pk), lambda: True)
        for act in _ACTS_ON_A_ROW:
            may = bool(getattr(row, f"_may_{act}"))
            _once(request, self._question(act, row.pk), lambda may=may: may)  # type: ignore[misc]
        return row

    def _question(self, act: Act, row: Any) -> Hashable:
        return (self.model, self.scope, self.access.rule(act), row)

    def formfield_for_foreignkey(
        self,
        db_field: "ForeignKey[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,
    ) -> "ModelChoiceField[Any] | None":
        """Offer what the user may see and, on the way to the program, may change."""
        if "queryset" not in kwargs:
            kwargs["queryset"] = _choices(self, db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        """Only declared filters: an address must not ask what the columns hide."""
        if request is None:
            return False
        return any(
            lookup in _lookups_of(declared)
            for declared in self.get_list_filter(request)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list under its own name.

        A key that no row can have is nobody's row, and 404 like somebody else's.
        """
        sent = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if len(chosen_keys(request, ACTION_CHECKBOX_NAME)) < len(sent):
            raise Http404
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(
            request, {"title": title, **(extra_context or {})}
        )

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """The page of one row under the row's own name."""
        if obj is not None:
            kind = str(self.opts.verbose_name).capitalize()
            context |= {"title": str(obj), "subtitle": kind}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was changed in the admin: for those who may change it themselves."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_change_permission(request, row):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def _get_obj_does_not_exist_redirect(
        self,
        request: HttpRequest,
        opts: "Options[Any]",
        object_id: str,
    ) -> NoReturn:
        """404, where Django redirects with a message that tells what exists."""
        raise Http404


class ScopedInline(CellFields, _TabularInline):
    """Rows inside a row: `access` and `scope` are asked about the row they hang on."""

    access: Access = SuperusersOnly()
    scope: str = ""
    extra = 0
    formset = LabeledFormSet
    template = "admin/scrolling_tabular.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the user may see; the parent has been found among theirs."""
        return theirs(super().get_queryset(request), request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user sees these rows of the parent `obj`."""
        return self._may(request, Act.VIEW, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may add to the parent `obj`."""
        return self._may(request, Act.ADD, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may change these rows of the parent `obj`."""
        return self._may(request, Act.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may erase these rows of the parent `obj`."""
        return self._may(request, Act.DELETE, obj)

    def _may(self, request: HttpRequest, act: Act, parent: Model | None) -> bool:
        if not self.access.may(request.user, act):
            return False
        if parent is None or parent.pk is None:
            return True
        rows = self.access.rows(request.user, act, self.scope)
        found = self.parent_model._default_manager.filter(rows, pk=parent.pk)
        question = (self.parent_model, self.scope, self.access.rule(act), parent.pk)
        may: bool = _once(request, question, found.exists)
        return may


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related row that offers only what the user may see."""

    def field_choices(
        self,
        field: Any,
        request: HttpRequest,
        model_admin: Any,
    ) -> Any:
        """Primary keys and names, in the order of the related record."""
        related = theirs(field.related_model._default_manager.all(), request.user)
        ordered = related.order_by(
            *self.field_admin_ordering(field, request, model_admin)
            or field.related_model._meta.ordering
        )
        # Names are often made of what a row hangs on: read it along.
        return [(row.pk, str(row)) for row in ordered.select_related()]


def theirs(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """`rows` that `user` may see, where the record says so by `visible_to`."""
    if isinstance(user, AnonymousUser):
        return rows.none()
    if not hasattr(rows, "visible_to"):
        return rows
    visible: QuerySet[Any] = rows.visible_to(user)
    return visible


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: `1 resident`, `2 residents`."""
    return f"{count} {one if count == 1 else many}"


def link(address: str, text: object) -> SafeString:
    """A link for a column or a read-only field."""
    return format_html('<a href="{}">{}</a>', address, text)


def _once(
    request: HttpRequest, question: Hashable, ask: Callable[[], _Answer]
) -> _Answer:
    """What `ask` says, asked once per request: Django asks a dozen times per page."""
    answers: dict[Hashable, Any] = request.__dict__.setdefault("_admin_answers", {})
    if question not in answers:
        answers[question] = ask()
    answer: _Answer = answers[question]
    return answer


def _choices(
    owner: ScopedAdmin, field: "ForeignKey[Any, Any]", request: HttpRequest
) -> QuerySet[Any]:
    """What `field` of `owner` may point at."""
    model: type[Model] = field.remote_field.model
    # Names are often made of what a row hangs on: read it along.
    rows = model._default_manager.select_related()
    if not hasattr(rows, "visible_to"):
        # Nothing says who may see these: only superusers choose among all of them.
        return rows if request.user.is_superuser else rows.none()
    first, _, rest = owner.scope.partition("__")
    limit = Q()
    if first == field.name:
        limit = owner.access.rows(request.user, Act.CHANGE, rest or "pk")
    return theirs(rows, request.user).filter(limit)


def _lookups_of(declared: object) -> set[str]:
    """What one entry of `list_filter` may be called in the address."""
    if isinstance(declared, type) and issubclass(declared, admin.SimpleListFilter):
        return {str(declared.parameter_name)}
    name = declared if isinstance(declared, str) else str(declared[0])  # type: ignore[index]
    return {f"{name}{ending}" for ending in _ENDINGS}
