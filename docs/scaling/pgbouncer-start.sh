#!/bin/sh
# The password comes by the environment and is written where only this container reads it.
set -eu
umask 077
printf '"%s" "%s"\n' "$POSTGRES_USER" "$POSTGRES_PASSWORD" > /tmp/users.txt
exec pgbouncer --quiet /etc/pgbouncer/pgbouncer.ini
