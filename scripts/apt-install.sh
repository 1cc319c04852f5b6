#!/bin/sh
# Installs Debian packages where that is allowed: as root, or by sudo without a password.
#
#   scripts/apt-install.sh poppler-utils libreoffice-writer-nogui,libreoffice-writer
#
# Of names joined by a comma the first that this release knows is taken. Ends with 1, saying why, where it may not.
set -eu

if ! command -v apt-get >/dev/null; then
    echo "apt-get is not on this machine; install by hand what gives: $*" >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    echo "Installing packages takes root, or sudo without a password. By hand: sudo apt-get install $*" >&2
    exit 1
fi

first_known() {
    for name in $(echo "$1" | tr ',' ' '); do
        if [ -n "$(apt-cache madison "$name" 2>/dev/null)" ]; then
            echo "$name"
            return
        fi
    done
    echo "No package list of this machine has $1." >&2
    exit 1
}

apt() {
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@"
}

apt update || echo "The package lists could not be renewed; going on with those that are here." >&2
packages=""
for wanted in "$@"; do
    packages="$packages $(first_known "$wanted")"
done
echo "Installing$packages"
apt install --yes --no-install-recommends $packages >/dev/null
