#!/usr/bin/env bash
# django-helpdesk into an environment of its own, build/bench/peers/helpdesk; at the versions of helpdesk.in.
set -euo pipefail
cd "$(dirname "$0")/../../.."

home=${ZHUOLUO_BENCH_PEERS:-build/bench/peers}/helpdesk
"${PYTHON:-python3}" -m venv "$home"
"$home/bin/python" -m pip --disable-pip-version-check --quiet install --requirement tests/bench/peers/helpdesk.in
"$home/bin/python" -m pip freeze | grep -i -E '^(django|django-helpdesk|gunicorn|psycopg)=='
