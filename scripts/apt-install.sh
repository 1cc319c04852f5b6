#!/bin/sh
# Installs Debian packages where that is allowed: as root, or by sudo without a password.
#
#   scripts/apt-install.sh poppler-utils libreoffice-writer-nogui,libreoffice-writer
#
# Of names joined by a comma the first that this release knows is taken. Where it may not install, it says what to
# install by hand, and ends with 1.
set -eu

# The names to install, one of each argument.
chosen() {
    for names in "$@"; do
        choice=${names%%,*}
        for name in $(echo "$names" | tr ',' ' '); do
            if [ -n "$(apt-cache madison "$name" 2>/dev/null)" ]; then
                choice=$name
                break
            fi
        done
        printf ' %s' "$choice"
    done
}

apt() {
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@"
}

if ! command -v apt-get >/dev/null; then
    echo "This machine has no apt-get. Install by its own means what Debian has in:$(chosen "$@")" >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    echo "Only root may install packages. By hand: sudo apt-get install$(chosen "$@")" >&2
    exit 1
fi

apt update || echo "The package lists could not be renewed; going on with those that are here." >&2
packages=$(chosen "$@")
echo "Installing$packages"
apt install --yes --no-install-recommends $packages >/dev/null
