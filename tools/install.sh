#!/bin/sh
# Make .venv if needed and install one list of packages into it.
# usage: tools/install.sh requirements.txt
set -eu

refuse() {
    echo "$1" >&2
    exit 1
}

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    refuse "Python 3.11 or newer is needed; name yours with: make PYTHON=python3.12 …"
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    refuse "$PYTHON has no venv module; on Debian and Ubuntu: apt install python3-venv"

# A folder that was moved or whose Python is gone cannot be repaired, only made anew.
if ! .venv/bin/python -c '' 2>/dev/null; then
    echo "Making .venv …"
    "$PYTHON" -m venv --clear .venv
fi

echo "Installing $1 …"
if .venv/bin/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null
then
    # uv leaves out byte code unless told; without it every start is slow.
    .venv/bin/python -m uv pip install --quiet --compile-bytecode \
        --python .venv/bin/python -r "$1"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1"
fi
