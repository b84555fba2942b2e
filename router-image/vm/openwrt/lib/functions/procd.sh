# Stands in for procd and for its functions: what an init script says of its instance is kept as text; supervise runs it.
# One instance a service. There is no jail, and nobody sends events: triggers are passed over.

PROCD_FOLDER=/var/run/procd

procd_open_service() {
	procd_service="$PROCD_FOLDER/$1"
	mkdir -p "$procd_service"
	: >"$procd_service/wanted"
}

procd_open_instance() { return 0; }
procd_close_instance() { return 0; }
procd_add_reload_trigger() { return 0; }
procd_add_raw_trigger() { return 0; }

# A line a parameter, its words parted by tabs.
procd_set_param() {
	printf '%s' "$1" >>"$procd_service/wanted"
	shift
	[ "$#" -eq 0 ] || printf '\t%s' "$@" >>"$procd_service/wanted"
	echo >>"$procd_service/wanted"
}
procd_add_jail() { procd_set_param jail "$@"; }
procd_add_jail_mount() { procd_set_param mount "$@"; }
procd_add_jail_mount_rw() { procd_set_param mount_rw "$@"; }

# As procd compares: what does not run is started; where another instance is wanted, or files of it have changed, it gets
# the reload signal, whatever else changed; and else nothing happens.
procd_close_service() {
	procd_sums="$(procd_files_of "$procd_service/wanted" | xargs -r sha256sum 2>/dev/null)"
	if procd_alive; then
		if ! cmp -s "$procd_service/wanted" "$procd_service/instance" ||
			[ "$procd_sums" != "$(cat "$procd_service/sums")" ]; then
			kill -s "$(procd_words_of reload_signal "$procd_service/instance")" "$(cat "$procd_service/pid")"
		fi
		mv "$procd_service/wanted" "$procd_service/instance"
		echo "$procd_sums" >"$procd_service/sums"
		return
	fi
	procd_kill "${procd_service##*/}"
	# A script that opens no instance wants none.
	[ -s "$procd_service/wanted" ] || return 0
	mv "$procd_service/wanted" "$procd_service/instance"
	echo "$procd_sums" >"$procd_service/sums"
	# A restart ignores the signal, and what is started then would as well.
	setsid env --default-signal=TERM /usr/libexec/supervise "$procd_service" </dev/null >/dev/null 2>&1 &
}

procd_alive() {
	[ -e "$procd_service/pid" ] && kill -0 "$(cat "$procd_service/pid")" 2>/dev/null
}

# procd_words_of PARAMETER FILE: a line a word.
procd_words_of() {
	sed -n "s/^$1	//p" "$2" | tr '\t' '\n'
}

procd_files_of() {
	procd_words_of file "$1"
}

procd_running() {
	[ -e "$PROCD_FOLDER/$1/supervisor" ] && kill -0 "$(cat "$PROCD_FOLDER/$1/supervisor")" 2>/dev/null
}

# procd_send_signal SERVICE INSTANCE SIGNAL: there is one instance.
procd_send_signal() {
	kill -s "$3" "$(cat "$PROCD_FOLDER/$1/pid")"
}

# procd_kill SERVICE: returns when it has ended, which procd's own does not wait for.
procd_kill() {
	procd_running "$1" || return 0
	procd_supervisor="$(cat "$PROCD_FOLDER/$1/supervisor")"
	kill "$procd_supervisor"
	while kill -0 "$procd_supervisor" 2>/dev/null; do sleep 0.1; done
}
