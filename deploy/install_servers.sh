#!/bin/sh
# Owns: the servers the tests run on, from Debian's packages. Promises: nothing done when all are here; a package
# installed here starts no service of its own. Leaves to others: starting private ones (tests/support).
set -eu

missing=
ls /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server >/dev/null 2>&1 || missing="$missing rabbitmq-server"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v promtool >/dev/null || missing="$missing prometheus"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "These servers are missing and cannot be installed from here:$missing" >&2
    echo "As root: apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

# Debian starts a service as soon as its package is installed, unless this file says no.
policy=/usr/sbin/policy-rc.d
log=$(mktemp)
made_policy=
clean_up() {
    rm -f "$log"
    [ -z "$made_policy" ] || rm -f "$policy"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made_policy=yes
fi

echo "Installing$missing from Debian's packages ..."
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # a list of names
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    echo "apt-get could not install$missing; its last words:" >&2
    tail -n 20 "$log" >&2
    exit 1
fi
