#!/usr/bin/env bash
# Makes the certificates of this folder anew (a hundred years). The keys guard nothing but throw-away test servers.
set -euo pipefail
cd "$(dirname "$0")"
days=36500
authority() { # name, subject
  openssl req -x509 -newkey rsa:2048 -nodes -days "$days" -subj "/CN=$2" -keyout "$1.key" -out "$1.crt" 2>/dev/null
}
issue() { # name, common name, subjectAltName or nothing
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" -out "$1.crt" \
    ${3:+-extfile <(echo "subjectAltName=$3")} 2>/dev/null
}
authority ca 'Backend Optimizer test authority'
authority other-ca 'Another authority'
issue server localhost DNS:localhost
issue client postgres
rm -f ./*.csr ./*.srl ca.key other-ca.key
