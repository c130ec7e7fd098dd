#!/usr/bin/env bash
# Make $VENV from requirements.lock (every hash checked) and put this project into it, editable.
# Called by the Makefile; PYTHON chooses the interpreter, uv is used where it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv="${VENV:-.venv}"
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3 python3.12 python3.13 python; do
    if command -v "$candidate" >/dev/null && "$candidate" -c "$new_enough" 2>/dev/null; then
      echo "$candidate"
      return
    fi
    [ -z "${PYTHON:-}" ] || break # who names an interpreter wants that one or none
  done
}

python="$(find_python)"
if [ -z "$python" ]; then
  echo "no Python 3.11 or newer found${PYTHON:+ at PYTHON=$PYTHON}; mend it with:  sudo apt-get install python3 python3-venv" >&2
  exit 1
fi

if [ -e "$venv" ] && ! "$venv/bin/python" -c "$new_enough" 2>/dev/null; then
  rm -rf "$venv" # left over from an interpreter that is gone
fi

echo "making $venv from requirements.lock (once, a minute or two)" >&2
if command -v uv >/dev/null; then
  [ -e "$venv" ] || uv venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" "$venv"
  uv pip install --quiet --python "$venv/bin/python" --require-hashes --no-deps -r requirements.lock
  uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
else
  if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
      echo "this Python cannot make environments; mend it with:  sudo apt-get install python$version-venv" >&2
      exit 1
    fi
    "$python" -m venv --clear "$venv"
  fi
  pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet)
  "${pip[@]}" install --require-hashes --no-deps -r requirements.lock
  "${pip[@]}" install --no-deps --no-build-isolation --editable .
fi

# the algorithms are compiled for this machine now, so that the first run need not; a failure costs nothing but time
"$venv/bin/python" -m rengang.cli.warming || true
