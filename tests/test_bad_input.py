"""Nonsense in every field of every form that people reach: refused, nothing written."""

import re
from copy import deepcopy
from itertools import cycle

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from onboarding.checklists import definitions
from tests.pages import Page
from tests.people import make_people

pytestmark = [pytest.mark.thorough, pytest.mark.sqlite, pytest.mark.django_db]
WORDS = (
    "\x00",
    "9" * 40,
    "-1",
    "2027-02-30",
    "99999-01-01",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "x" * 5_000,
    "Ω\u202e💥",
    "1e999",
    "{{ name }}%s{0}",
    "../../etc/passwd",
    "null",
)
# What ends the walk, or takes seconds to answer and has tests of its own.
LEFT_OUT = {
    "account_logout",
    "account_login",
    "reminders:ahead",
    "admin:reminders_policy_change",
    "admin:reminders_policy_add",
}
# What no person fills in, and Django trusts.
OWN = re.compile("csrfmiddlewaretoken|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$")
# How many fields of one form get nonsense each.
FIELDS = 16
BOOKKEEPING = re.compile('"(cache|django_session|django_admin_log)"')


def _kind(path):
    """What all addresses of one page have in common; None for what is no page."""
    address, _, query = path.partition("?")
    try:
        return resolve(address).view_name, bool(query)
    except Resolver404:
        return None


def _walk(client):
    """Every kind of page by links from the start: its address and what it holds."""
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        kind = _kind(path)
        if kind is None or kind in seen or kind[0] in LEFT_OUT or "_popup=" in path:
            continue
        seen.add(kind)
        answer = client.get(path, follow=True)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            page = Page(answer.content.decode())
            yield path, page
            waiting += [link for link in page.links if link.startswith("/")]


def _spoiled(form, words):
    """What somebody might send instead of `form`: all of it empty; each field wrong."""
    yield {}
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.7 no")
    whole = {name: values for name, values in form.values.items() if values}
    if form.files:
        yield whole | dict.fromkeys(form.files, file)
    fields = [name for name in form.values if not OWN.search(name)]
    for index, name in enumerate(fields[:FIELDS]):
        # A field may come once, or more often than it should.
        yield whole | {name: [next(words) for _ in range(1 + index % 2)]}


def _send(client, path, sent):
    """Post it, and take back whatever it did. Returns the answer and what it wrote."""
    mark, cookies = transaction.savepoint(), deepcopy(client.cookies)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(path, sent)
    transaction.savepoint_rollback(mark)
    client.cookies = cookies
    definitions.forget()
    return answer, _kept([query["sql"] for query in queries])


def _kept(statements):
    """The writes among `statements` that no rollback took back, as previews do."""
    marks, kept = {}, []
    for sql in statements:
        verb, _, rest = sql.partition(" ")
        if verb == "SAVEPOINT":
            marks[rest] = len(kept)
        elif verb == "ROLLBACK":
            del kept[marks[rest.removeprefix("TO SAVEPOINT ")] :]
        elif verb in {"INSERT", "UPDATE", "DELETE"} and not BOOKKEEPING.search(sql):
            kept.append(sql)
    return kept


@pytest.mark.parametrize(
    "who", ["resident", "faculty", "coordinator", "program_director", "superuser"]
)
def test_nonsense_in_any_form_is_refused_and_leaves_nothing_half_written(who):
    client = Client(raise_request_exception=False)
    client.force_login(make_people()[who])
    words, seen, faults, posts = cycle(WORDS), set(), [], 0

    for path, page in _walk(client):
        for form in page.forms:
            target = form.action or path
            key = (_kind(target), *form.values)
            if form.method != "post" or key in seen or key[0] is None:
                continue
            if key[0][0] in LEFT_OUT:
                continue
            seen.add(key)
            for sent in _spoiled(form, words):
                posts += 1
                answer, written = _send(client, target, sent)
                if answer.status_code >= 500:
                    faults.append(f"{target} {answer.status_code}: {sent}")
                if written and answer.status_code != 302:
                    faults.append(f"{target} wrote {written[0]} for {sent}")

    assert not faults, "\n".join(faults)
    assert posts >= 9
