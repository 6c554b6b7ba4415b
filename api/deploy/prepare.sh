#!/usr/bin/env bash
# Makes, once, the secrets that the containers share, each readable only by the one that needs it.
set -euo pipefail
umask 077
[ -e /secrets/api/ready ] && exit 0

password() { openssl rand -hex 24; }
superuser=$(password)
owner=$(password)
user=$(password)

# The database's certificate, with an authority of its own that signs nothing else.
cd "$(mktemp -d)"
openssl req -x509 -newkey rsa:3072 -nodes -days 825 -subj "/CN=zehmo database authority" -keyout authority.key -out authority.crt 2>/dev/null
openssl req -newkey rsa:3072 -nodes -subj "/CN=db" -keyout server.key -out server.csr 2>/dev/null
printf 'subjectAltName=DNS:db\nextendedKeyUsage=serverAuth\n' >extensions
openssl x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 825 -extfile extensions -out server.crt 2>/dev/null

printf '%s' "$superuser" >/secrets/db/superuser
printf '%s' "$owner" >/secrets/db/owner
printf '%s' "$user" >/secrets/db/user
cp server.key server.crt /secrets/db/
chown -R 999:999 /secrets/db

tls='sslmode=verify-full&sslrootcert=/run/secrets/zehmo/authority.crt'
printf 'postgresql://zehmo_user:%s@db:5432/zehmo?%s' "$user" "$tls" >/secrets/api/database_url
printf 'postgresql://zehmo_owner:%s@db:5432/zehmo?%s' "$owner" "$tls" >/secrets/owner/migration_database_url
openssl rand -base64 32 | tr -d '\n=' | tr '+/' '-_' >/secrets/api/secret_key
cp authority.crt /secrets/api/
touch /secrets/api/ready
chown -R 10001:10001 /secrets/owner /secrets/api
