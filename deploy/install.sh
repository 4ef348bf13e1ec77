#!/bin/sh
# Installs, upgrades and takes back the platform from an unpacked bundle; needs no network and no compiler.
# docs/install.md is the guide; `install.sh help` tells the commands.
set -eu
umask 022

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
COMMAND=${1:-help}
[ $# -eq 0 ] || shift
ROOT=''
SYSTEMD=''
PYTHON=''
URL=''
while [ $# -gt 0 ]; do
    case $1 in
        --root) ROOT=$2; shift 2 ;;
        --python) PYTHON=$2; shift 2 ;;
        --url) URL=$2; shift 2 ;;
        --no-systemd) SYSTEMD=no; shift ;;
        *) echo "error: unknown option $1; see: $0 help" >&2; exit 2 ;;
    esac
done
if [ -z "$SYSTEMD" ]; then
    if [ -z "$ROOT" ] && [ -d /run/systemd/system ]; then SYSTEMD=yes; else SYSTEMD=no; fi
fi

PROGRAM=$ROOT/opt/volunteer
STATE=$ROOT/var/lib/volunteer
SETTINGS=$ROOT/etc/volunteer/settings.env
ACCOUNT=volunteer
SERVICES='volunteer-web volunteer-scheduler'

say() { echo "· $*"; }
fail() { echo "error: $*" >&2; exit 1; }

as_account() { # a command as the account that serves
    if [ -z "$ROOT" ]; then runuser -u "$ACCOUNT" -- "$@"; else "$@"; fi
}

inside() { # a Python module of a release, with the settings of this installation
    release=$1
    shift
    (cd "$release" && as_account env SETTINGS_FILE="$SETTINGS" VOLUNTEER_INSTANCE="$STATE" PYTHONDONTWRITEBYTECODE=1 \
        .venv/bin/python -m "$@")
}

bundled() { sed -n "s/^$1=//p" "$HERE/BUNDLE"; }
current() { readlink "$PROGRAM/current" 2>/dev/null || true; }

find_python() { # the newest Python of this machine that the bundle has wheels for
    [ "$(uname -m)" = "$(bundled machine)" ] || fail "this bundle is for $(bundled machine), this machine is $(uname -m)"
    for wanted in $(bundled pythons | tr ' ' '\n' | sort -rV); do
        for candidate in ${PYTHON:-"python$wanted" python3}; do
            if "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; then
                command -v "$candidate"
                return
            fi
        done
    done
    fail "no Python $(bundled pythons | sed 's/ / or /g') was found; install one, or name it with --python"
}

make_account() {
    [ -z "$ROOT" ] || return 0
    [ "$(id -u)" = 0 ] || fail "must be run as root (or with --root DIR to try it)"
    id "$ACCOUNT" >/dev/null 2>&1 ||
        useradd --system --home-dir "$STATE" --no-create-home --shell /usr/sbin/nologin "$ACCOUNT"
}

make_folders() {
    mkdir -p "$PROGRAM/releases" "$PROGRAM/bin" "$STATE/backups" "$(dirname "$SETTINGS")"
    chmod 0750 "$STATE"
    chmod 0700 "$STATE/backups"
    [ -n "$ROOT" ] || chown "$ACCOUNT:$ACCOUNT" "$STATE" "$STATE/backups"
}

make_release() { # copies the bundle beside the other releases and installs the wheels into it; its path is in RELEASE
    version=$(bundled version)
    RELEASE=$PROGRAM/releases/$version
    if [ -f "$RELEASE/.complete" ]; then
        say "release $version is there already"
        return
    fi
    python=$(find_python)
    say "installing release $version with $("$python" --version)"
    rm -rf "$RELEASE"
    mkdir -p "$RELEASE"
    (cd "$HERE" && tar cf - --exclude=./wheels .) | (cd "$RELEASE" && tar xof -)
    "$python" -m venv --without-pip "$RELEASE/.venv"
    pip=$(ls "$HERE"/wheels/pip-*.whl)
    "$RELEASE/.venv/bin/python" "$pip/pip" --quiet --disable-pip-version-check install --no-index --no-deps --no-compile \
        --find-links "$HERE/wheels" --require-hashes -r "$HERE/wheels/wheels.lock" ||
        fail "the packages could not be installed"
    # The account that serves cannot write here: what is not compiled now would be at every start.
    "$RELEASE/.venv/bin/python" -m compileall -q -j 0 -x '/tests?/' \
        "$RELEASE/.venv/lib" "$RELEASE/volunteer" "$RELEASE/migrations" >/dev/null || true
    touch "$RELEASE/.complete"
}

make_settings() {
    [ ! -f "$SETTINGS" ] || return 0
    say "writing $SETTINGS"
    key=$("$RELEASE/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(48))')
    (umask 077 && sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$key|" -e "s|^PUBLIC_BASE_URL=.*|PUBLIC_BASE_URL=$URL|" \
        "$RELEASE/deploy/settings.env.example" >"$SETTINGS")
    [ -n "$ROOT" ] || chown "$ACCOUNT:$ACCOUNT" "$SETTINGS"
}

check_settings() {
    inside "$RELEASE" flask --app app config check >"$STATE/settings.checked" ||
        fail "settings are not right: mend $SETTINGS and run this again"
    grep '^note:' "$STATE/settings.checked" || true
}

make_wrapper() { # `volunteer …` is `flask --app app …` of the current release, as the right account
    cat >"$PROGRAM/bin/volunteer" <<WRAPPER
#!/bin/sh
# Commands of the platform: volunteer config check, volunteer init, ...
cd "$PROGRAM/current" || exit 1
set -- env SETTINGS_FILE="$SETTINGS" VOLUNTEER_INSTANCE="$STATE" .venv/bin/python -m flask --app app "\$@"
if [ -z "$ROOT" ] && [ "\$(id -u)" = 0 ]; then exec runuser -u $ACCOUNT -- "\$@"; fi
exec "\$@"
WRAPPER
    chmod 0755 "$PROGRAM/bin/volunteer"
}

own_database() { ! grep -Eq '^[[:space:]]*DATABASE_URL(_FILE)?[[:space:]]*=[[:space:]]*[^[:space:]]' "$SETTINGS"; }

install_units() {
    [ "$SYSTEMD" = yes ] || return 0
    cp "$RELEASE"/deploy/systemd/*.service /etc/systemd/system/ && systemctl daemon-reload || return 1
    ! own_database || systemctl enable --quiet --now volunteer-database || return 1
    # shellcheck disable=SC2086  # a list of services
    systemctl enable --quiet $SERVICES
}

start() {
    if [ "$SYSTEMD" = yes ]; then
        # shellcheck disable=SC2086
        systemctl start $SERVICES
        return
    fi
    # shellcheck disable=SC2016  # expanded by the inner shell, whose process becomes the supervisor
    as_account env DEMO_SCALE=none SETTINGS_FILE="$SETTINGS" VOLUNTEER_INSTANCE="$STATE" sh -c '
        cd "$1"
        exec setsid .venv/bin/python -m volunteer.runtime.supervisor >>"$2/serve.out" 2>&1 </dev/null &
        echo $! >"$2/serve.pid"' sh "$PROGRAM/current" "$STATE"
}

stop() {
    if [ "$SYSTEMD" = yes ]; then
        # shellcheck disable=SC2086
        systemctl stop $SERVICES
        return
    fi
    [ -f "$STATE/serve.pid" ] || return 0
    pid=$(cat "$STATE/serve.pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 300); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    ! kill -0 "$pid" 2>/dev/null || fail "process $pid does not end"
    rm -f "$STATE/serve.pid"
}

healthy() { # asks until the current release answers that its database is reachable and migrated
    inside "$PROGRAM/current" volunteer.runtime.answering
}

switch_to() {
    ln -sfn "$1" "$PROGRAM/current.new" &&
        mv -T "$PROGRAM/current.new" "$PROGRAM/current"
}

migrate() {
    inside "$1" volunteer.runtime.migrations >"$STATE/migrate.log" 2>&1 ||
        { tail -n 5 "$STATE/migrate.log" >&2; return 1; }
}

save() { # a backup of the database by a release, into a folder of its own; its path is in SAVED
    SAVED=$STATE/backups/before-$(bundled version)-$(date -u +%Y%m%dT%H%M%SZ)
    mkdir -m 0700 "$SAVED"
    [ -n "$ROOT" ] || chown "$ACCOUNT:$ACCOUNT" "$SAVED"
    if grep -Eq '^BACKUP_PASSPHRASE(_FILE)?=.' "$SETTINGS" && inside "$1" flask --app app backup --help >/dev/null 2>&1
    then
        inside "$1" flask --app app backup "$SAVED" || fail "the backup failed: nothing was changed"
    else
        inside "$1" volunteer.runtime.dump save "$SAVED/database.dump" || fail "the backup failed: nothing was changed"
    fi
    say "backed up into $SAVED"
}

load() { # puts the database back, by the release that made the backup
    if [ -f "$2/database.dump" ]; then
        inside "$1" volunteer.runtime.dump load "$2/database.dump"
    else
        inside "$1" flask --app app restore --yes "$2"
    fi
}

do_install() {
    [ -z "$(current)" ] || fail "there is an installation ($(current)): use upgrade"
    make_account
    make_folders
    make_release
    make_settings
    check_settings
    make_wrapper
    install_units
    say "migrating the database"
    migrate "$RELEASE" || fail "the database could not be migrated (details: $STATE/migrate.log)"
    switch_to "$RELEASE"
    start
    healthy || fail "the platform does not answer"
    say "installed: $(bundled version). Next, the first administrator: $PROGRAM/bin/volunteer init"
}

do_upgrade() {
    old=$(current)
    [ -n "$old" ] || fail "there is no installation: use install"
    make_account
    make_folders
    make_release
    [ "$RELEASE" != "$old" ] || fail "$(bundled version) is what serves already"
    check_settings
    say "stopping $(basename "$old")"
    stop
    if ! (save "$old" && echo "$SAVED" >"$STATE/backups/last"); then
        start
        exit 1
    fi
    SAVED=$(cat "$STATE/backups/last")
    say "migrating the database"
    # Each step is joined by && : inside a condition `set -e` does not look.
    if migrate "$RELEASE" && install_units && switch_to "$RELEASE" && start && healthy; then
        printf '%s\n%s\n' "$old" "$SAVED" >"$RELEASE/.came-from"
        make_wrapper
        say "upgraded to $(bundled version); the way back: $PROGRAM/current/deploy/install.sh back"
        return
    fi
    say "$(bundled version) does not work here; going back to $(basename "$old")"
    stop || true
    load "$old" "$SAVED" || fail "the database could not be put back: it is in $SAVED"
    switch_to "$old"
    RELEASE=$old
    install_units || true
    start || true
    healthy || fail "$(basename "$old") does not answer either"
    fail "the upgrade failed, $(basename "$old") serves again with the database as it was"
}

do_back() {
    now=$(current)
    [ -f "$now/.came-from" ] || fail "nothing to go back to: $now was installed first"
    old=$(sed -n 1p "$now/.came-from")
    saved=$(sed -n 2p "$now/.came-from")
    [ -f "$old/.complete" ] || fail "$old is not there any more"
    say "stopping $(basename "$now")"
    stop
    say "putting the database back to $saved; what was written since is kept beside it"
    inside "$now" volunteer.runtime.dump save "$saved/after.dump" || { start; fail "nothing was changed"; }
    load "$old" "$saved" || { start; fail "the database could not be put back; $(basename "$now") serves on"; }
    switch_to "$old"
    RELEASE=$old
    install_units
    start
    healthy || fail "$(basename "$old") does not answer"
    say "back at $(basename "$old")"
}

case $COMMAND in
    install) do_install ;;
    upgrade) do_upgrade ;;
    back) do_back ;;
    start) start && healthy ;;
    stop) stop ;;
    *)
        cat <<'HELP'
usage: deploy/install.sh COMMAND [options]
  install   this release on a machine that has none
  upgrade   to this release: checks settings, backs up, migrates, switches; goes back by itself if it does not answer
  back      to the release before, with the database as it was backed up then
  start, stop   where there is no systemd
options:
  --url URL       the address people will use, for the settings of a first installation
  --python PATH   the Python to use
  --root DIR      below a folder, without an account and without systemd, to try it
  --no-systemd    one process that starts the others, instead of services
HELP
        [ "$COMMAND" = help ] || exit 2
        ;;
esac
