#!/bin/sh
# Owns: a virtual environment from the lock. Promises: hashes checked, quiet when it works, clear when it does not,
# nothing done when lock and pyproject.toml are unchanged; what was interrupted, or made for a clone that stood elsewhere,
# is made anew. Leaves to others: servers (install_servers.sh).
#
# usage: make_venv.sh DIRECTORY [PYTHON [tests-only|state]]
# With `state` it only says how the directory is: ready, outdated or unusable. With `tests-only` it is for pytest run
# from here: without linters, types, and the project, which pytest finds here.
set -eu

venv=$1
wanted=${2:-}
only=${3:-}
# Written last of all, with the place the environment was made for: its scripts and the project in it name that place.
stamp=$venv/.installed
place="$(pwd -P) $venv"
log=$(mktemp)
lock=$(mktemp)
trap 'rm -f "$log" "$lock"' EXIT
trap 'exit 1' HUP INT TERM

# What no test imports, with what only that needs. Left out although something else needs it, it makes pip fail: a lock
# with hashes is complete or refused.
LINTERS="ast-serialize grimp import-linter librt mypy mypy-extensions pathspec ruff"

explain() {
    printf '%s\n' "$@" >&2
    exit 1
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# 3.11 first: the version everything is tested on. A shim may be on the path and still fail, so each one is run.
find_python() {
    for candidate in ${wanted:-python3.11 /usr/bin/python3.11 python3.12 python3.13 python3 /usr/bin/python3}; do
        if is_recent "$candidate" && "$@" "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

install_venv_module() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        explain "Python is here, but without its venv module." "As root: apt-get install python3-venv"
    fi
    echo "Installing python3-venv ..."
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends python3-venv; } >"$log" 2>&1 ||
        explain "apt-get could not install python3-venv:" "$(tail -n 15 "$log")"
}

# Pins stand at the start of a line; hashes and reasons, indented, belong to the one above.
wanted_of_lock() {
    if [ "$only" = tests-only ]; then
        awk -v linters=" $LINTERS " '
            /^[a-z0-9]/ { name = $1; sub(/==.*/, "", name); drop = index(linters, " " name " ") || name ~ /^types-/ }
            !drop' requirements/lock.txt
    else
        cat requirements/lock.txt
    fi
}

run_pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --quiet "$@" >"$log" 2>&1
}

state() {
    if [ "$(cat "$stamp" 2>/dev/null)" != "$place" ] || ! is_recent "$venv/bin/python"; then
        echo unusable
    elif [ "$stamp" -nt requirements/lock.txt ] && [ "$stamp" -nt pyproject.toml ]; then
        echo ready
    else
        echo outdated
    fi
}

found=$(state)
if [ "$only" = state ]; then
    echo "$found"
    exit 0
fi
[ "$found" != ready ] || exit 0

kept=$venv-kept
# What was there comes back where nothing better could be made: offline, an old environment is worth more than none.
put_back() {
    rm -f "$log" "$lock"
    [ -d "$kept" ] || return 0
    [ -e "$stamp" ] || { rm -rf "$venv" && mv "$kept" "$venv"; }
    rm -rf "$kept"
}
trap put_back EXIT

if [ "$found" = unusable ]; then
    find_python true >/dev/null || explain \
        "No Python >= 3.11 was found (looked for: ${wanted:-python3.11, python3.12, python3.13, python3})." \
        "On Debian 12 or later, as root: apt-get install python3 python3-venv"
    find_python can_make_venv >/dev/null || install_venv_module
    python=$(find_python can_make_venv) || explain "python3-venv is installed, but no Python can make an environment."
    echo "Making $venv with $("$python" --version) ..."
    [ -d "$kept" ] || [ ! -d "$venv" ] || mv "$venv" "$kept"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

install_lock() {
    run_pip --require-hashes -r "$lock" "$@" ||
        explain "$(grep -v '^WARNING' "$log" | tail -n 20)" \
            "The dependencies could not be installed. Is a package index reachable, and the lock unchanged?"
}

echo "Installing the pinned dependencies into $venv ..."
wanted_of_lock >"$lock"
# An environment that works is not touched before all that changes it could be fetched.
[ "$found" = unusable ] || install_lock --dry-run
rm -f "$stamp"
install_lock
if [ "$only" != tests-only ]; then
    run_pip --no-deps --no-build-isolation -e . ||
        explain "$(tail -n 20 "$log")" "The project itself could not be installed."
fi
printf '%s\n' "$place" >"$stamp"
