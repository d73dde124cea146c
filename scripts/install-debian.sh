#!/usr/bin/env bash
# What the heavy tests need beside Node and npm: PostgreSQL 15 and an SSH server to tunnel through; with `--browser` also
# Chromium for the editor. Installs what is missing, as root on Debian; elsewhere it says what to install.
set -euo pipefail

packages=()
[[ -x /usr/lib/postgresql/15/bin/initdb ]] || packages+=(postgresql-15)
[[ -x /usr/sbin/sshd ]] || packages+=(openssh-server)
command -v ssh >/dev/null || packages+=(openssh-client)
if [[ "${1:-}" == --browser ]]; then
  [[ -x /usr/bin/chromium || -n "${CHROMIUM_PATH:-}" ]] || packages+=(chromium)
fi
if [[ ${#packages[@]} -eq 0 ]]; then exit 0; fi

if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
  echo "Missing: ${packages[*]}. Install them, or run this as root on Debian 12." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# Neither a cluster nor a service is wanted: the tests start servers of their own.
if [[ " ${packages[*]} " == *' postgresql-15 '* ]]; then
  mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}"
