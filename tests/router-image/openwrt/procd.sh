# procd's functions: each call is a record of $CALLS. What it is asked runs, unless $NOTHING_RUNS.

for name in procd_open_service procd_close_service procd_kill procd_send_signal procd_open_instance procd_close_instance \
	procd_set_param procd_add_jail procd_add_jail_mount procd_add_jail_mount_rw procd_add_reload_trigger \
	procd_add_raw_trigger; do
	eval "$name() { record $name \"\$@\"; }"
done

procd_running() { [ -z "$NOTHING_RUNS" ]; }
