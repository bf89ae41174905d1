"""home, board, sheet: pages in process, each against its own SQL by hand."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.utils.html import escape

from bench import population
from bench.measure import Row, compare, watch
from onboarding.accounts.models import User
from onboarding.residents.models import Cohort, Membership

Statements = list[tuple[str, Any]]


def home(name: str = "home") -> Row:
    """GET / as a resident with a full plan."""
    people = population.make_residents(
        population.make_cohort(f"bench-{name}"), 1, f"{name}-"
    )
    population.enroll(people)
    return _page(name, "/", people[0].user, "7 queries, 25 ms")


def boards(sizes: tuple[int, int] = (60, 1_000)) -> list[Row]:
    """GET / as the coordinator of a cohort of each size."""
    return [board(size) for size in sizes]


def board(size: int) -> Row:
    """The floor draws as many cells as the board has, each with an f-string."""
    cohort = population.make_cohort(f"bench-board-{size}")
    population.enroll(population.make_residents(cohort, size, f"board-{size}-"))

    def draw(html: str) -> None:
        cells = html.count("<td")
        "".join(f"<td>{escape(number)} of {number}</td>" for number in range(cells))

    aim = "12 queries, 150 ms" if size == 60 else "12 queries, at most 12"
    name = "board" if size == 60 else f"board_{size}"
    return _page(name, "/", coordinator_of(cohort), aim, draw=draw, size=size)


def sheet() -> Row:
    """One resident's sheet in the admin, as their coordinator."""
    cohort = population.make_cohort("bench-sheet")
    people = population.make_residents(cohort, 1, "sheet-")
    population.enroll(people)
    address = f"/admin/residents/resident/{people[0].pk}/change/"
    return _page("sheet", address, coordinator_of(cohort), "10 queries")


def coordinator_of(cohort: Cohort) -> User:
    """The coordinator of the cohort's program, new."""
    slug = cohort.program.slug
    user = User.objects.create(
        email=f"{slug}@bench.example", name="Coordinator", is_staff=True
    )
    Membership.objects.create(user=user, program=cohort.program, role="coordinator")
    return user


def signed_in(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _page(
    name: str,
    address: str,
    user: User,
    aim: str,
    *,
    draw: Callable[[str], None] | None = None,
    **more: Any,
) -> Row:
    """GET `address` as `user`; the floor: its SQL, bare, and `draw` with its HTML."""
    client = signed_in(user)
    client.get(address)
    statements: Statements = []

    def noted(execute, sql, parameters, many, context):
        statements.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(noted):
        response = client.get(address)
    assert response.status_code == 200, response.status_code
    html = response.content.decode()

    def ours() -> float:
        with watch() as watched:
            client.get(address)
        return watched.seconds

    def floor() -> float:
        with watch() as watched:
            _run(statements)
            if draw:
                draw(html)
        return watched.seconds

    return compare(
        name,
        ours,
        floor,
        n=1,
        notes=f"in process, full middleware; floor: its SQL by hand; {aim}",
        queries=len(statements),
        **more,
    )


def _run(statements: Statements) -> None:
    with connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
            if cursor.description:
                cursor.fetchall()
