#!/usr/bin/env bash
# Request Tracker 5 of Debian with its PostgreSQL driver and the server it ships, for the whole system. Nothing is configured:
# a run makes a configuration and a database of its own.
set -euo pipefail

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Request Tracker is installed by root, on Debian (请求跟踪系统须由 root 在 Debian 上安装)" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
echo 'request-tracker5 request-tracker5/dbconfig-install boolean false' | debconf-set-selections
apt-get update -qq
apt-get install -y -qq --no-install-recommends \
    request-tracker5 rt5-db-postgresql rt5-standalone starman msmtp-mta
dpkg-query -W -f '${Package} ${Version}\n' request-tracker5
