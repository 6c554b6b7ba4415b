#!/usr/bin/env bash
# Runs once, when the database is made: an owner who migrates, a user who may only read and write rows,
# and no way in without TLS.
set -euo pipefail
secret() { cat "/run/secrets/db/$1"; }
psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d postgres \
  -v owner_password="$(secret owner)" -v user_password="$(secret user)" <<'SQL'
CREATE ROLE zehmo_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE zehmo_user LOGIN PASSWORD :'user_password';
CREATE DATABASE zehmo OWNER zehmo_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE ALL ON DATABASE zehmo FROM PUBLIC;
GRANT CONNECT ON DATABASE zehmo TO zehmo_user;
SQL
sed -i 's/^host all all all/hostssl all all all/' "$PGDATA/pg_hba.conf"
