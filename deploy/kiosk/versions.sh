#!/bin/sh
# The versions under PREFIX, for install.sh: from a checkout or a packed file to a whole one that has
# passed its self-test, and which one plays. Needs PREFIX, PARTS, ACCOUNT, SOURCE, SUM and its words.
# shellcheck disable=SC2154

here() { CDPATH='' cd "$(dirname "$0")/../.." && pwd; }
sum_of() { sha256sum "$1" | cut -d ' ' -f 1; }
check_sum() { # FILE: refuses a file that is not the one that was meant
    if [ -z "$SUM" ] && [ -f "$1.sha256" ]; then SUM=$(cut -c 1-64 "$1.sha256"); fi
    [ -n "$SUM" ] || fail "$1: say which file is meant: --sha256 HEX, or put $1.sha256 beside it"
    [ "$(sum_of "$1")" = "$SUM" ] || fail "$1: is not the file that was meant (its SHA-256 differs); fetch it again"
}
copy_parts() { # FROM TO: what a board needs of a checkout, and nothing else
    for part in $PARTS; do [ -e "$1/$part" ] || fail "$1: has no $part; give a checkout or a packed file"; done
    [ -f "$1/player/page/dist/board.html" ] || build_page "$1"
    # shellcheck disable=SC2086
    tar -C "$1" --exclude=__pycache__ --sort=name --owner=0 --group=0 --mtime=@0 --mode=u=rwX,go=rX -cf - $PARTS | tar -C "$2" -xf -
}
build_page() {
    say "Building the board page in $1"
    # shellcheck disable=SC1091
    (cd "$1" && ROOT=$1 && export ROOT && . deploy/setup.sh && prepare_python && install_python_packages run && build_board_page) \
        || fail "$1: the board page cannot be built here; use a file made by: sh install.sh --pack FILE.tar.gz"
}
unpack() { # TO: the source, checked
    if [ -d "$SOURCE" ]; then
        copy_parts "$(CDPATH='' cd "$SOURCE" && pwd)" "$1"
    elif [ -f "$SOURCE" ]; then
        check_sum "$SOURCE"
        tar -C "$1" --no-same-owner --no-same-permissions -xzf "$SOURCE" || fail "$SOURCE: cannot be unpacked"
        for part in $PARTS player/page/dist/board.html; do [ -e "$1/$part" ] || fail "$SOURCE: has no $part; make it with --pack"; done
    else
        fail "$SOURCE: there is no such folder or file"
    fi
}
version_in() { # FOLDER: its number and the first digits of what is in it
    number=$(sed -n 's/^VERSION = "\([0-9A-Za-z.]*\)"$/\1/p' "$1/player/settings.py")
    [ -n "$number" ] || fail "$1: names no version"
    content=$(cd "$1" && find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum | cut -c 1-8)
    printf '%s-%s' "$number" "$content"
}
# Libraries by what is locked: an update that needs the same ones needs no network.
ensure_libraries() { # FOLDER
    libraries=$PREFIX/libraries/$(sum_of "$1/deploy/requirements-player.txt" | cut -c 1-12)
    if [ ! -f "$libraries/.whole" ]; then
        rm -rf "$libraries"
        mkdir -p "$PREFIX/libraries"
        say "Installing Python packages"
        python3 -m venv "$libraries" || fail "cannot make $libraries"
        "$libraries/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir --no-deps --require-hashes --only-binary :all: \
            -r "$1/deploy/requirements-player.txt" || { rm -rf "$libraries"; fail "installing the Python packages failed; check the network (pip's own settings name a mirror), then try again"; }
        touch "$libraries/.whole"
    fi
    ln -sfn "$libraries" "$1/venv"
}
stage() { # sets VERSION to a whole version under PREFIX that has passed its self-test
    mkdir -p "$PREFIX"
    rm -rf "$PREFIX"/.stage.*
    staged=$(mktemp -d "$PREFIX/.stage.XXXXXX")
    trap 'rm -rf "$staged"' EXIT
    chmod 755 "$staged"
    unpack "$staged"
    VERSION=$(version_in "$staged")
    [ ! -f "$PREFIX/$VERSION/.whole" ] || return 0
    ensure_libraries "$staged"
    "$staged/venv/bin/python" -m compileall -q "$staged/content" "$staged/player" || fail "this version does not compile"
    chown -R 0:0 "$staged"
    (cd "$staged" && runuser -u "$ACCOUNT" -- venv/bin/python -m player vectors) || fail "this version fails its self-test here; nothing was changed"
    rm -rf "${PREFIX:?}/$VERSION"
    mv "$staged" "$PREFIX/$VERSION"
    touch "$PREFIX/$VERSION/.whole"
}
name_of() { readlink "$PREFIX/$1" 2>/dev/null || true; }
point() { # LINK VERSION, in one step
    run ln -sfn "$2" "$PREFIX/$1.new"
    run mv -T "$PREFIX/$1.new" "$PREFIX/$1"
}
forget_old_versions() {
    for folder in "$PREFIX"/[0-9]*; do
        case ${folder##*/} in "$(name_of current)" | "$(name_of previous)") ;; *) rm -rf "$folder" ;; esac
    done
    for folder in "$PREFIX"/libraries/*; do
        [ "$(readlink "$PREFIX/current/venv")" = "$folder" ] || [ "$(readlink "$PREFIX/previous/venv" || true)" = "$folder" ] || rm -rf "$folder"
    done
}
