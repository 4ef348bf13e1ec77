# Read by the other scripts: goes to the project's root and makes sure that .venv exists.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
unset PYTHONDONTWRITEBYTECODE # each of many processes would compile everything anew

if [ -f .venv/created ] && ! .venv/bin/python -c '' 2>/dev/null; then
    rm -rf .venv # its Python has left the machine
fi
if [ ! -f .venv/created ]; then
    found=''
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "error: Python 3.11 or newer is needed and was not found" >&2
        exit 1
    fi
    if ! "$found" -m venv .venv; then
        echo "error: '$found -m venv .venv' failed; install Python's venv module" >&2
        exit 1
    fi
    touch .venv/created
fi
