#!/usr/bin/env bash
# Runs once, when the database is made: an owner who migrates, a user who may only read and write rows,
# and no way in without TLS.
set -euo pipefail
secret() { cat "/run/secrets/db/$1"; }
psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d postgres \
  -v owner_password="$(secret owner)" -v user_password="$(secret user)" <<'SQL'
CREATE DATABASE zehmo TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
\connect zehmo
\ir /roles.sql
ALTER DATABASE zehmo OWNER TO zehmo_owner;
ALTER ROLE zehmo_owner PASSWORD :'owner_password';
ALTER ROLE zehmo_user PASSWORD :'user_password';
SQL
sed -i 's/^host all all all/hostssl all all all/' "$PGDATA/pg_hba.conf"
