#!/bin/sh
# Owns: the unit tests on the other Pythons we promise. Promises: each runs in its own environment from the same lock;
# one that is not on this machine is named, not passed over in silence; each speaks when it is done, since other tests
# run beside it. Leaves to others: all other tests (3.11 only).
#
# usage: on_other_pythons.sh VERSION...
set -eu

# A shim on the path may exist and fail, so each candidate is run.
find_interpreter() {
    for candidate in "python$1" "/usr/bin/python$1" "${PYENV_ROOT:-${HOME:-/root}/.pyenv}/versions/$1".*/bin/python; do
        if "$candidate" -c "import ensurepip, sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null
        then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Of all that is installed the unit tests import a third; each is compiled when it is imported first.
export PIP_NO_COMPILE=0  # pip reads it as it reads `no-compile = no` in its file: nothing is compiled

# One process each: tests of 3.11 use the other core meanwhile, and with two, each would collect all tests and compile
# house and libraries for itself, a fifth of all CPU. Linters and types are asked on 3.11 alone.
# Whoever asks for its status switches `set -e` off inside.
test_on() {
    sh deploy/make_venv.sh ".venv-$1" "$2" tests-only &&
        echo "Unit tests on Python $1" &&
        ".venv-$1/bin/python" -m pytest -q -n 0 tests/unit
}

for version; do
    if python=$(find_interpreter "$version"); then
        status=0
        test_on "$version" "$python" >"$log" 2>&1 || status=$?
        cat "$log"
        [ "$status" = 0 ] || exit "$status"
    else
        echo "Python $version is not on this machine: its unit tests were not run."
    fi
done
