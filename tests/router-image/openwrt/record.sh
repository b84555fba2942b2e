# record WORD...: a line of $CALLS, its words parted by US.

record() {
	printf '%s' "$1" >>"$CALLS"
	shift
	[ "$#" -eq 0 ] || printf '\037%s' "$@" >>"$CALLS"
	echo >>"$CALLS"
}
