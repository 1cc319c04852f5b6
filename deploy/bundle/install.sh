#!/bin/sh
# Installs Văn thư from this bundle, without any network: ./install.sh [/opt/vanthu]
#
# Every version lies in a folder of its own, and "current" leads to the one that is used: to go back, point it at the
# one before. Nothing is installed outside that folder.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-/opt/vanthu}
version=$(cat "$here/VERSION")
release=$prefix/$version

fail() {
    echo "$1" >&2
    echo "$2" >&2
    exit 1
}

(cd "$here" && sha256sum --check --strict --quiet SHA256SUMS) ||
    fail "Tệp trong bộ cài bị hỏng hoặc bị sửa; hãy chép lại bộ cài." "Files of the bundle are damaged; copy it anew."

# The wheels are for these versions of Python, the first of which that is here is taken; $PYTHON names another.
python=""
for candidate in ${PYTHON:-$(sed 's/^/python/' "$here/PYTHONS") python3}; do
    found=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if grep -qx "$found" "$here/PYTHONS"; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Máy này chưa có Python $(tr '\n' ' ' <"$here/PYTHONS")mà bộ cài dùng được." \
    "This machine has none of the versions of Python that the bundle is for: $(tr '\n' ' ' <"$here/PYTHONS")"
machine=$("$python" -c 'import sysconfig; print(sysconfig.get_platform())')
[ "$machine" = "$(cat "$here/PLATFORM")" ] || fail "Bộ cài dành cho $(cat "$here/PLATFORM"), máy này là $machine." \
    "The bundle is for $(cat "$here/PLATFORM"), this machine is $machine."

[ ! -e "$release" ] || fail "Phiên bản $version đã có ở $release; muốn cài lại thì chuyển thư mục đó đi trước." \
    "Version $version is in $release already; to install it again, move that folder away first."

# What breaks off leaves nothing behind that looks like an installed version.
trap 'status=$?; [ "$status" -eq 0 ] || rm -rf "$release"' EXIT
trap 'exit 1' INT TERM
mkdir -p "$release"
cp -R "$here/project" "$release/app"
"$python" -m venv --without-pip "$release/venv"

# pip comes with the bundle: Debian's Python has none. No setting of this machine may lead it elsewhere.
export PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
pip() {
    "$release/venv/bin/python" "$(echo "$here"/wheels/pip-*.whl)/pip" "$@"
}
pip install --quiet --no-index --find-links "$here/wheels" --require-hashes --requirement "$release/app/requirements/runtime.txt"
PYTHONPATH=$(echo "$here"/wheels/pip-*.whl) "$release/venv/bin/python" -m pip install --quiet --no-index --no-deps \
    --no-build-isolation --editable "$release/app"
"$release/venv/bin/python" -m compileall -q "$release/app/service"
"$release/venv/bin/vanthu" types >/dev/null

ln -s "$version" "$prefix/.current.$$"
mv -T "$prefix/.current.$$" "$prefix/current" 2>/dev/null || { rm -f "$prefix/current"; mv "$prefix/.current.$$" "$prefix/current"; }
echo "Đã cài phiên bản $version. Kiểm tra: $prefix/current/venv/bin/vanthu doctor"
echo "Version $version is installed. Check: $prefix/current/venv/bin/vanthu doctor"
