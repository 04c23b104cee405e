#!/bin/sh
# Owns: requirements/lock.txt. Promises: one lock for every supported Python, with hashes and without the address of
# an index. Leaves to others: which versions are wanted (pyproject.toml).
#
# usage: relock.sh PYTHON
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$1" -m venv "$work/uv"
"$work/uv/bin/pip" --disable-pip-version-check install --quiet uv
"$work/uv/bin/uv" --quiet pip compile --universal --python-version 3.11 --generate-hashes --extra dev --no-header \
    --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/lock.txt

if grep -n '://' requirements/lock.txt; then
    echo "requirements/lock.txt holds an address (see above); it must not." >&2
    exit 1
fi
echo "requirements/lock.txt: $(grep -c '==' requirements/lock.txt) packages pinned."
