#!/bin/sh
# The tests of `make test-aws` start a DynamoDB emulator and a PostgreSQL of their own. Brings both where this user may,
# else says how. The emulator goes to .venv/emulators; it is one binary, whose sum is checked here.
set -eu
DYNOXIDE=1.2.1
DYNOXIDE_SHA256=be909b7910d3fb552e85db10ef3c8ebae4bd35fee0f26dffdb6dfa5cc656426e
HOME_OF_EMULATORS=${1:-.venv/emulators}
BINARY=$HOME_OF_EMULATORS/node_modules/@dynoxide/linux-x64/dynoxide

postgresql_is_there() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
dynoxide_is_there() { echo "$DYNOXIDE_SHA256  $BINARY" | sha256sum --check --status 2>/dev/null; }

packages=""
postgresql_is_there || packages="postgresql"
dynoxide_is_there || command -v npm >/dev/null 2>&1 || packages="$packages npm"
if [ -n "$packages" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "These tests need more packages: sudo apt-get install$(printf ' %s' $packages)" >&2
        exit 1
    fi
    echo "Installing $packages for the tests of the stores …"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
fi
if ! dynoxide_is_there; then
    if [ "$(uname -sm)" != "Linux x86_64" ]; then
        echo "The DynamoDB emulator that these tests use is pinned for Linux on x86-64 alone." >&2
        exit 1
    fi
    npm install --loglevel=error --no-audit --no-fund --no-save --no-package-lock --ignore-scripts \
        --prefix "$HOME_OF_EMULATORS" "@dynoxide/linux-x64@$DYNOXIDE"
    dynoxide_is_there || { echo "The emulator that was fetched is not the one that was pinned." >&2; exit 1; }
fi
