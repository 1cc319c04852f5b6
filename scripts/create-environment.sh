#!/bin/sh
# Makes a virtual environment with pip in it: scripts/create-environment.sh .venv
#
# Takes $PYTHON, or else the first Python 3.11 or newer on PATH. One that works already is left as it is.
set -eu
environment=$1
here=$(dirname "$0")

if "$environment/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

python=""
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Văn thư needs Python 3.11 or newer; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1 || true)." >&2
    echo "Install one, or name it: make PYTHON=/path/to/python3.11 ..." >&2
    exit 1
fi

# Debian ships Python without ensurepip, which venv needs: it is in a package of its own.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "$python has no ensurepip, which a virtual environment needs: installing $package"
    "$here/apt-install.sh" "$package,python3-venv"
fi

"$python" -m venv --clear "$environment"
