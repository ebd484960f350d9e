# Runs SOGo's whole company as root: PostgreSQL, memcached, Dovecot and postfix at once, then one sogod for
# every name that arrives on standard input. When the input ends, which it does however the test ends, all of
# it is stopped and the folder removed.
#
#   bed.sh DIR OUTPUT OWNER     DIR holds bed.env and the configuration files; logs are kept in OUTPUT
#
# Reads like one script with family.sh before it.
set -u
dir=$1 output=$2 owner=$3
[ -f "$dir/bed.env" ] || exit 2
. "$dir/bed.env"
PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 022

as() { # USER COMMAND...: neither PostgreSQL nor SOGo will run as root
    user=$1; shift
    setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups -- "$@"
}

started=
start() { # NAME COMMAND...: in a session of its own, so that its children can be ended with it
    name=$1; shift
    setsid "$@" </dev/null >>"$dir/log/$name.log" 2>&1 &
    started="$! $started"
}

stop() {
    trap '' HUP INT TERM
    # PostgreSQL ends its children itself when it is told to quit at once. sogod would wait many seconds for
    # its workers; nothing is lost by not waiting with it.
    [ -f "$dir/pg/postmaster.pid" ] && kill -s QUIT "$(head -n 1 "$dir/pg/postmaster.pid")"
    end $started
    cp "$dir"/log/*.log "$output"/ && chown -R "$owner" "$output"
    case $dir in /tmp/quorum-sogo-*) rm -rf "$dir" ;; esac
} 2>/dev/null

trap stop EXIT
trap 'exit 1' HUP INT TERM

chmod 755 "$dir"
mkdir -p "$dir/log" "$dir/run/dovecot" "$dir/mail" "$dir/spool/postfix" "$dir/spool/sogo" "$dir/lib/postfix" "$dir/pg"
chown postgres "$dir/pg"
chown 5000:5000 "$dir/mail"
chown postfix "$dir/lib/postfix"
chown sogo "$dir/spool/sogo"
chmod 777 "$dir/log"
chown -R root "$dir/postfix"

start memcached memcached -u memcache -l 127.0.0.1 -p "$CACHE_PORT" -U 0 -m 64
start dovecot dovecot -F -c "$dir/dovecot.conf"

# `check` makes the queue's folders. `master` itself stays in the foreground, unlike `postfix start`.
cp /etc/postfix/dynamicmaps.cf "$dir/postfix/" 2>/dev/null
postfix -c "$dir/postfix" check >>"$dir/log/postfix-check.log" 2>&1
start postfix-master "$(postconf -c "$dir/postfix" -h daemon_directory)/master" -c "$dir/postfix"

# The newest PostgreSQL there is.
for bin in /usr/lib/postgresql/*/bin; do postgresql=$bin; done
as postgres "$postgresql/initdb" -D "$dir/pg" -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >"$dir/log/initdb.log" 2>&1 || exit 1
start postgres setpriv --reuid postgres --regid "$(id -g postgres)" --init-groups -- \
    "$postgresql/postgres" -D "$dir/pg" -p "$DATABASE_PORT" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c max_connections=200

while read -r name; do
    start "$name" setpriv --reuid sogo --regid "$(id -g sogo)" --init-groups -- \
        env -i HOME="$dir" PATH=/usr/bin:/bin TZ=UTC xargs -0 -a "$dir/$name.args" /usr/sbin/sogod
done
