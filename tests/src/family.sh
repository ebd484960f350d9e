# Ending processes with all their descendants. A group is not enough: sogod's workers and PostgreSQL's
# children open sessions of their own.

family() { # every descendant of this shell
    grep -H '^PPid:' /proc/[0-9]*/status | awk -F '[/:\t ]+' -v self=$$ '
        { parent[$3] = $6 }
        END {
            ours[self]
            do {
                found = 0
                for (pid in parent) if (!(pid in ours) && parent[pid] in ours) { ours[pid]; found = 1 }
            } while (found)
            delete ours[self]
            for (pid in ours) print pid
        }'
}

alive() { # PID...: one of them runs, and is no mere zombie
    for pid in "$@"; do
        case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$pid/status") in '' | [ZX]*) ;; *) return 0 ;; esac
    done
    return 1
}

end() { # PID...: asks these to end, then ends whatever is left of this shell's family
    members=$(family)
    for pid in "$@"; do kill -s TERM -- "-$pid" || kill -s TERM "$pid"; done
    turns=0
    while [ $turns -lt 20 ] && alive "$@"; do sleep 0.05; turns=$((turns + 1)); done
    members="$members $(family)"
    for pid in "$@"; do kill -s KILL -- "-$pid"; done
    for pid in $members; do kill -s KILL "$pid"; done
    wait
} 2>/dev/null
