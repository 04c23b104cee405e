#!/bin/sh
# Owns: one database per service, their owner, and a role per service. Promises: a service's role reads and writes rows
# of its own database only and cannot change a table. Leaves to others: the tables (`vinhdanh migrate`).
# Runs once, on the first start of an empty data directory.
set -eu

run() { psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" "$@"; }

# \getenv and :'…' quote the passwords; none of them is ever on a command line.
run --dbname=postgres <<'SQL'
\getenv password OWNER_DATABASE_PASSWORD
CREATE ROLE vinhdanh_owner LOGIN PASSWORD :'password';
SQL

for service in nomination review registry notification audit; do
    PASSWORD=$(printenv "$(echo "$service" | tr '[:lower:]' '[:upper:]')_DATABASE_PASSWORD")
    export PASSWORD
    run --dbname=postgres --set=role="vinhdanh_$service" <<'SQL'
\getenv password PASSWORD
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER vinhdanh_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"role" TO :"role";
SQL
    run --dbname="vinhdanh_$service" --set=role="vinhdanh_$service" <<'SQL'
ALTER SCHEMA public OWNER TO vinhdanh_owner;
GRANT USAGE ON SCHEMA public TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE vinhdanh_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE vinhdanh_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO :"role";
SQL
done
