#!/bin/sh
# Everything that can be said about the code without running it.
set -u

failed=0

say() {
    echo "== $*"
    "$@" || failed=1
}

say ruff check .
say ruff format --check .
echo "== djade --check"
find templates -name '*.html' -o -name '*.txt' | xargs djade --check || failed=1
say lint-imports
DEBUG=1 DATA_DIR="$(mktemp -d)" say mypy
exit $failed
