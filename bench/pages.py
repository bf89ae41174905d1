"""home: the resident's home, in process, against its own SQL by hand."""

from typing import Any

from django.db import connection
from django.test import Client

from bench import population
from bench.measure import Row, compare, watch


def home(name: str = "home") -> Row:
    """GET / as a resident with a full plan; the floor is the same SQL, bare."""
    people = population.make_residents(
        population.make_cohort(f"bench-{name}"), 1, f"{name}-"
    )
    population.enroll(people)
    client = Client(headers={"host": "localhost"})
    client.force_login(people[0].user)
    client.get("/")
    statements: list[tuple[str, Any]] = []

    def noted(execute, sql, parameters, many, context):
        statements.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(noted):
        response = client.get("/")
    assert response.status_code == 200, response.status_code

    def ours() -> float:
        with watch() as watched:
            client.get("/")
        return watched.seconds

    def floor() -> float:
        with watch() as watched, connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
                cursor.fetchall()
        return watched.seconds

    return compare(
        name,
        ours,
        floor,
        n=1,
        notes="in process, full middleware; floor: its SQL by hand; 7 queries, 25 ms",
        queries=len(statements),
    )
