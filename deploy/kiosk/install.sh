#!/bin/sh
# Makes a fresh Debian 12 a board of Bảng Tin, keeps it up to date, and takes it away again.
# No secret is in here or in any image: the board makes its key on first start and shows its code.
set -eu
umask 022

PREFIX=/opt/bangtin CONF_DIR=/etc/bangtin DATA=/var/lib/bangtin-player ACCOUNT=bangtin
PARTS="content player deploy/kiosk deploy/requirements-player.txt tests/vectors setup.cfg"
DROP_IN=/etc/systemd/system/bangtin.service.d
HEALTHY_WITHIN_S=${HEALTHY_WITHIN_S:-60} STEADY_S=${STEADY_S:-5}
SCREENS_AT_MOST=16

usage() {
    cat <<EOF
sh install.sh --server URL [--display chromium|led|none] [--size WxH] [--screen NAME=WxH[+X+Y]]...
              [--led HOST[:PORT] [--led-colour rgb|grey|bit] [--led-brightness 1..100]] [--most-kbit N] [--port N] [--source FOLDER|FILE.tar.gz [--sha256 HEX]]
sh install.sh --update FOLDER|FILE.tar.gz [--sha256 HEX]   another version; back by itself if ill
sh install.sh --rollback                                   the version before
sh install.sh --uninstall [--purge]                        all but the data; --purge: the data too
sh install.sh --pack FILE.tar.gz                           make the file for --update, with its sum
--dry-run before any of these prints what would be done and does nothing.
EOF
}
say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
misused() { printf 'install.sh: %s\n' "$*" >&2; usage >&2; exit 2; }

# Everything that changes the machine goes through here.
run() {
    if [ "$DRY" = 1 ]; then say "would: $*"; else "$@"; fi
}

# shellcheck source=deploy/kiosk/versions.sh
. "$(dirname "$0")/versions.sh"

# --- what was asked ----------------------------------------------------------------------------

LEAST_SIDE_PX=64 MOST_SIDE_PX=16384 LEAST_KBIT=16
check_size() { # OPTION WxH
    for side in "${2%x*}" "${2#*x}"; do
        [ "$side" -ge "$LEAST_SIDE_PX" ] || misused "$1 $2: a board needs at least $LEAST_SIDE_PX pixels on each side; 64x32 has room for one line only. Join panels in the controller to one picture, such as 64x64 or 128x64, and give that size."
        [ "$side" -le "$MOST_SIDE_PX" ] || misused "$1 $2: a board has at most $MOST_SIDE_PX pixels on each side"
    done
}
matches() { [ "$(printf '%s\n' "$2" | wc -l)" -eq 1 ] && printf '%s\n' "$2" | grep -Eqx "$1"; }

DO=install DRY=0 ARGS='' SERVER='' DISPLAY_KIND=chromium PORT=8137 SOURCE='' SUM='' PURGE=0 TARGET=''
read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
            --dry-run) DRY=1 ;;
            --purge) PURGE=1 ;;
            --rollback | --uninstall) DO=${1#--} ;;
            -h | --help) usage; exit 0 ;;
            --server | --display | --size | --screen | --led | --led-colour | --led-brightness | --most-kbit | --port | --source | --update | --pack | --sha256)
                [ -n "${2:-}" ] || misused "$1 needs a value"
                take_option "$1" "$2"; shift ;;
            *) misused "$1 is not an option" ;;
        esac
        shift
    done
    [ "$PURGE" = 0 ] || [ "$DO" = uninstall ] || misused "--purge goes with --uninstall"
    [ -z "$SERVER" ] || check_panels
    [ -z "$ARGS" ] || [ -n "$SERVER" ] || misused "say --server URL too: what is said here replaces all that was said before"
}
check_panels() {
    case "$DISPLAY_KIND $ARGS" in
        led*' --led '* | led*@*) ;;
        led*) misused "say where the LED controller is: --led HOST, or --screen NAME=WIDTHxHEIGHT@HOST" ;;
        *' --led '* | *@*) misused "an LED controller's address goes with --display led" ;;
    esac
}
take_option() {
    case $1 in
        --server)
            matches 'https?://[A-Za-z0-9.:_-]+(/[A-Za-z0-9._~/-]*)?' "$2" || misused "--server is http://HOST:PORT or https://HOST"
            SERVER=$2 ;;
        --display)
            matches 'chromium|led|none' "$2" || misused "--display is chromium, led or none"
            DISPLAY_KIND=$2 ;;
        --size)
            matches '[0-9]{2,5}x[0-9]{2,5}' "$2" || misused "--size is WIDTHxHEIGHT, such as 1920x1080"
            check_size "$1" "$2"
            ARGS="$ARGS --size $2" ;;
        --most-kbit)
            { matches '[1-9][0-9]{0,6}' "$2" && [ "$2" -ge "$LEAST_KBIT" ]; } || misused "--most-kbit is whole kbit/s, 16 or more"
            ARGS="$ARGS --most-kbit $2" ;;
        --screen)
            matches '[a-z0-9-]{1,30}=[0-9]{2,5}x[0-9]{2,5}(\+[0-9]{1,5}\+[0-9]{1,5}|@[A-Za-z0-9.-]+(:[0-9]{1,5})?)?' "$2" || misused "--screen is NAME=WIDTHxHEIGHT+X+Y, for an LED panel NAME=WIDTHxHEIGHT@HOST; the name has small letters, digits and hyphens, 30 at most"
            place=${2#*=}
            check_size "$1" "${place%%[+@]*}"
            ARGS="$ARGS --screen $2" ;;
        --led)
            matches '[A-Za-z0-9.-]+(:[0-9]{1,5})?' "$2" || misused "--led is HOST or HOST:PORT"
            ARGS="$ARGS --led $2" ;;
        --led-colour)
            matches 'rgb|grey|bit' "$2" || misused "--led-colour is rgb, grey or bit"
            ARGS="$ARGS --led-colour $2" ;;
        --led-brightness)
            matches '[1-9][0-9]?|100' "$2" || misused "--led-brightness is a number from 1 to 100"
            ARGS="$ARGS --led-brightness $2" ;;
        --port)
            # What the account may bind, with room for the ports of all screens.
            { matches '[1-9][0-9]{3,4}' "$2" && [ "$2" -ge 1024 ] && [ "$2" -le $((65536 - SCREENS_AT_MOST)) ]; } || misused "--port is a number from 1024 to $((65536 - SCREENS_AT_MOST))"
            PORT=$2 ;;
        --source) SOURCE=$2 ;;
        --update) DO=update SOURCE=$2 ;;
        --pack) DO=pack TARGET=$2 ;;
        --sha256)
            matches '[0-9a-f]{64}' "$2" || misused "--sha256 is 64 digits and letters a to f"
            SUM=$2 ;;
    esac
}

# --- the machine -------------------------------------------------------------------------------

has_systemd() { [ -d /run/systemd/system ]; }
unit() { # systemctl; in an image that is being made only what holds from the next start on
    case $1 in
        enable | disable) run systemctl "$@" ;;
        *) if has_systemd; then run systemctl "$@"; else say "systemd does not run here; not done: systemctl $*"; fi ;;
    esac
}
require_machine() {
    [ "$DRY" = 1 ] && return 0
    [ "$(id -u)" -eq 0 ] || fail "run this as root (sudo sh install.sh ...)"
    command -v apt-get >/dev/null || fail "this machine has no apt-get; Debian 12 is needed"
    exec 9>/run/bangtin-install.lock
    ! command -v flock >/dev/null || flock -n 9 || fail "another install.sh is at work; wait for it"
}
is_there() { dpkg -s "$1" 2>/dev/null | grep -q '^Status: install ok installed'; }
# No driver for keyboards or mice: what is plugged into a board does nothing.
install_packages() {
    wanted="ca-certificates python3 python3-venv fonts-noto-core libfribidi0 systemd udev util-linux"
    [ "$DISPLAY_KIND" != chromium ] || wanted="$wanted chromium xserver-xorg-core xserver-xorg-video-fbdev xauth x11-xserver-utils alsa-utils"
    missing=''
    for package in $wanted; do is_there "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    say "Installing:$missing"
    run env DEBIAN_FRONTEND=noninteractive apt-get update -qq || fail "apt-get update failed; check the network and the package sources, then try again"
    # shellcheck disable=SC2086
    run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing || fail "installing$missing failed; see above, then try again"
    [ "$DRY" = 1 ] || printf '%s\n' "$missing" | tr ' ' '\n' | sed '/^$/d' >>"$CONF_DIR/packages"
}
ensure_account() {
    for group in video audio render; do getent group "$group" >/dev/null || run groupadd --system "$group"; done
    id "$ACCOUNT" >/dev/null 2>&1 || run useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$ACCOUNT"
    run install -d -m 0750 -o "$ACCOUNT" -g "$ACCOUNT" "$DATA"
    # After an uninstall the account may come back under another number.
    run chown -R "$ACCOUNT:$ACCOUNT" "$DATA"
}

# --- the system's files ------------------------------------------------------------------------

write_conf() {
    [ -n "$SERVER" ] || return 0
    told="--server $SERVER --display $DISPLAY_KIND --port $PORT$ARGS"
    if [ "$DRY" = 1 ]; then say "would: write $CONF_DIR/player.conf: $told"; return 0; fi
    mkdir -p "$CONF_DIR"
    {
        echo "# Written by install.sh; run it again to change this."
        echo "BANGTIN_ARGS=$told"
    } >"$CONF_DIR/player.conf.new"
    mv "$CONF_DIR/player.conf.new" "$CONF_DIR/player.conf"
}
read_conf() { # what an earlier install was told
    [ -f "$CONF_DIR/player.conf" ] || fail "this machine is no board yet; say --server URL"
    DISPLAY_KIND=$(sed -n 's/^BANGTIN_ARGS=.*--display \([a-z]*\).*/\1/p' "$CONF_DIR/player.conf")
    PORT=$(sed -n 's/^BANGTIN_ARGS=.*--port \([0-9]*\).*/\1/p' "$CONF_DIR/player.conf")
}
system_files() { (cd "$1" && find . -type f | sed 's|^\.||' | LC_ALL=C sort); }
put_system_files() { # of the current version; then takes away what only an earlier one had
    files=$PREFIX/current/deploy/kiosk/files
    [ -d "$files" ] || fail "$files is missing; install again with --source"
    : >"$CONF_DIR/files.new"
    for file in $(system_files "$files"); do
        mkdir -p "$(dirname "$file")"
        mode=644
        [ ! -x "$files$file" ] || mode=755
        sed "s/@PORT@/$PORT/; s/@LAST_PORT@/$((PORT + SCREENS_AT_MOST - 1))/" "$files$file" >"$file.new"
        chmod "$mode" "$file.new"
        mv "$file.new" "$file"
        echo "$file" >>"$CONF_DIR/files.new"
    done
    if feeds_watchdog; then
        mkdir -p "$DROP_IN"
        cp "$PREFIX/current/deploy/kiosk/watchdog.conf" "$DROP_IN/watchdog.conf"
        echo "$DROP_IN/watchdog.conf" >>"$CONF_DIR/files.new"
    fi
    remove_system_files "$CONF_DIR/files.new"
    mv "$CONF_DIR/files.new" "$CONF_DIR/files"
}
# Not every version does that is installed, gone back to or updated to.
feeds_watchdog() {
    case $DISPLAY_KIND in
        chromium) [ -f "$PREFIX/current/player/notify.py" ] ;;
        led) [ -f "$PREFIX/current/player/led_pulse.py" ] ;;
        *) false ;;
    esac
}
remove_system_files() { # KEPT: all that were ever put but those in this list
    if [ -f "$CONF_DIR/files" ]; then
        while read -r file; do grep -qxF "$file" "$1" || run rm -f "$file"; done <"$CONF_DIR/files"
    fi
    [ ! -d "$DROP_IN" ] || run rmdir --ignore-fail-on-non-empty "$DROP_IN"
}
start() {
    unit daemon-reload
    services="bangtin.service bangtin-reboot.path bangtin-restart-display.path"
    if [ "$DISPLAY_KIND" = chromium ]; then
        services="bangtin-display.service $services"
    else
        unit disable --quiet bangtin-display.service
        unit stop bangtin-display.service
    fi
    # shellcheck disable=SC2086
    unit enable --quiet $services
    # shellcheck disable=SC2086
    unit restart $services
}
# Alive under one number for a while, and, once it is paired, answering what it is asked.
is_healthy() {
    has_systemd || return 0
    waited_s=0
    while [ "$waited_s" -lt "$HEALTHY_WITHIN_S" ]; do
        process=$(systemctl show -p MainPID --value bangtin.service)
        sleep "$STEADY_S"
        waited_s=$((waited_s + STEADY_S))
        if [ "$process" != 0 ] && [ "$process" = "$(systemctl show -p MainPID --value bangtin.service)" ] && answers; then return 0; fi
    done
    return 1
}
answers() {
    [ -n "$(find "$DATA" -name state.json 2>/dev/null | head -n 1)" ] || return 0
    timeout 20 /usr/local/bin/bangtin-player bundle --out "$DATA/.health" >/dev/null 2>&1 || return 1
    rm -f "$DATA/.health"
}

# --- the deeds ---------------------------------------------------------------------------------

switch_to() { # VERSION: plays it, or the one before when it is not healthy
    before=$(name_of current)
    point current "$1"
    put_system_files
    start
    if is_healthy; then
        [ -z "$before" ] || [ "$before" = "$1" ] || point previous "$before"
        return 0
    fi
    case $before in '' | "$1") fail "version $1 does not run; look at: journalctl -u bangtin" ;; esac
    say "Version $1 is not healthy; back to $before."
    point current "$before"
    put_system_files
    start
    rm -rf "${PREFIX:?}/$1"
    fail "version $1 was not healthy within $HEALTHY_WITHIN_S s; version $before plays again"
}
do_install() {
    [ -n "$SERVER" ] || read_conf
    SOURCE=${SOURCE:-$(here)}
    require_machine
    run mkdir -p "$CONF_DIR"
    install_packages
    ensure_account
    write_conf
    if [ "$DRY" = 1 ]; then dry_switch; return 0; fi
    stage
    switch_to "$VERSION"
    forget_old_versions
    say "Version $VERSION is installed. The board shows its code; let it in at ${SERVER:-the server}."
}
do_update() {
    require_machine
    read_conf
    if [ "$DRY" = 1 ]; then dry_switch; return 0; fi
    stage
    [ "$VERSION" != "$(name_of current)" ] || { say "Version $VERSION plays already."; return 0; }
    switch_to "$VERSION"
    forget_old_versions
    say "Version $VERSION plays; --rollback brings $(name_of previous) back."
}
dry_switch() {
    [ -e "$SOURCE" ] || fail "$SOURCE: there is no such folder or file"
    say "would: put $SOURCE under $PREFIX/VERSION, with its Python packages, and test it there"
    say "would: point $PREFIX/current at it"
    for file in $(system_files "$(here)/deploy/kiosk/files"); do say "would: write $file"; done
    start
    say "would: wait up to $HEALTHY_WITHIN_S s for a healthy player, else go back to the version before"
}
do_rollback() {
    require_machine
    read_conf
    target=$(name_of previous)
    [ -f "$PREFIX/${target:-none}/.whole" ] || fail "there is no version before this one"
    if [ "$DRY" = 1 ]; then say "would: point $PREFIX/current at $target and start it"; return 0; fi
    switch_to "$target"
    say "Version $target plays; --rollback again brings $(name_of previous) back."
}
do_uninstall() {
    require_machine
    for service in bangtin-reboot.path bangtin-restart-display.path bangtin.service bangtin-display.service; do
        [ -f "/etc/systemd/system/$service" ] || continue
        unit disable --quiet "$service"
        unit stop "$service"
    done
    remove_system_files /dev/null
    unit daemon-reload
    packages=''
    [ ! -f "$CONF_DIR/packages" ] || packages=$(tr '\n' ' ' <"$CONF_DIR/packages")
    run rm -rf "$PREFIX" "$CONF_DIR"
    ! id "$ACCOUNT" >/dev/null 2>&1 || run userdel "$ACCOUNT"
    if [ "$PURGE" = 1 ]; then
        run rm -rf "$DATA"
    else
        say "The data stay in $DATA: the board's key, its content and its reports. Installed again, it is the same board."
    fi
    [ -z "$packages" ] || say "Debian packages stay; to remove what was installed: apt-get autoremove --purge $packages"
}
do_pack() {
    root=$(here)
    if [ "$DRY" = 1 ]; then say "would: write $TARGET and $TARGET.sha256 from $root"; return 0; fi
    [ ! -e "$TARGET" ] || fail "$TARGET: is there already; remove it or name another file"
    packing=$(mktemp -d)
    trap 'rm -rf "$packing"' EXIT
    copy_parts "$root" "$packing"
    # shellcheck disable=SC2086
    tar -C "$packing" --sort=name --owner=0 --group=0 --mtime=@0 -cf - $PARTS | gzip -n >"$TARGET"
    (cd "$(dirname "$TARGET")" && sha256sum "$(basename "$TARGET")") >"$TARGET.sha256"
    say "$TARGET: version $(version_in "$packing"), SHA-256 $(sum_of "$TARGET")"
}

read_arguments "$@"
"do_$DO"
