#!/bin/sh
# The whole suite on SQLite, then on PostgreSQL. Arguments go to pytest.
set -u

failed=0

suite() {
    echo "== Tests on $1"
    shift
    python -m pytest -q -n 2 -m "not slow" "$@" || nothing_chosen || failed=1
    # Tests of whole processes are timed by the clock on the wall, so they run alone.
    python -m pytest -q -m "slow and not browser" "$@" || nothing_chosen || failed=1
    python -m pytest -q -n 2 -m browser "$@" || nothing_chosen || failed=1
}

nothing_chosen() {
    test $? -eq 5
}

suite SQLite "$@"
if python -c 'import sys; from tests import throwaway; sys.exit(not throwaway.postgres_bin())'
then
    suite PostgreSQL --pg "$@"
else
    echo "1 skipped: no PostgreSQL on this machine."
    test "${CI:-}" = true && failed=1
fi
exit $failed
