# What the program needs of a router, for /etc/init.d and /usr/bin/bordertap. IPKG_INSTROOT is the root of the router's
# file system where that is not /, as for all of OpenWrt's scripts. It lies here because packages are unpacked in the order
# of names: where flash is full before the program is whole, somebody has to say so.
# shellcheck disable=SC2034 # those who read this file use its names

BORDERTAP_CONFIG=/etc/config/bordertap
BORDERTAP_PROGRAM=/usr/lib/bordertap/bordertap.js
BORDERTAP_USER=bordertap

# 256 MB of RAM, less what the kernel and the radio's firmware keep for themselves.
BORDERTAP_MEMORY_KIB_MIN=196608
# 128 MB of flash, less the boot loader, the kernel and what NAND loses to bad blocks.
BORDERTAP_STORAGE_KIB_MIN=81920

# The path of a Node.js: our own package's, else OpenWrt's, else whichever PATH has. That it is 20 or later the program
# itself looks at: to ask would be to start it, which takes a router a second.
bordertap_node() {
	local path

	for path in /usr/lib/bordertap-node/node /usr/bin/node "$(command -v node)"; do
		[ -n "$path" ] && [ -x "$IPKG_INSTROOT$path" ] && echo "$path" && return 0
	done
	return 1
}

# What this router lacks, a line each; nothing where it has all.
bordertap_unmet() {
	local machine kib file

	machine="$(uname -m)"
	case "$machine" in
	x86_64 | aarch64) ;;
	*) echo "a processor of 64 bits, x86_64 or aarch64, is needed; this is $machine" ;;
	esac
	grep -qsiE '^(flags|features)[[:space:]]*:.* (fpu|fp)( |$)' "$IPKG_INSTROOT/proc/cpuinfo" ||
		echo "a processor with an FPU is needed"

	kib="$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' "$IPKG_INSTROOT/proc/meminfo")"
	[ "${kib:-0}" -ge "$BORDERTAP_MEMORY_KIB_MIN" ] ||
		echo "256 MB of RAM are needed; there are $((${kib:-0} / 1024)) MiB"

	kib="$(bordertap_storage_kib)"
	[ "${kib:-0}" -ge "$BORDERTAP_STORAGE_KIB_MIN" ] ||
		echo "128 MB of flash are needed; its file systems have $((${kib:-0} / 1024)) MiB"

	for file in bordertap.js classifier-router.wasm geo.table judge.js tap.js; do
		[ -s "$IPKG_INSTROOT/usr/lib/bordertap/$file" ] || {
			echo "the package is not whole, /usr/lib/bordertap/$file is missing; make room, and install it again"
			break
		}
	done

	bordertap_node >/dev/null ||
		echo "Node.js 20 or later is needed; install bordertap-node"
}

# The size of the file systems that the flash holds, each once; an overlay's own is that of what lies under it.
bordertap_storage_kib() {
	df -kP / /rom /overlay 2>/dev/null |
		awk 'NR > 1 && $1 !~ /^overlay/ && !seen[$6]++ { sum += $2 } END { print sum + 0 }'
}

# bordertap_committed PACKAGE TYPE NAME: of the first section of a type, whatever its name. By a package's name root would
# read staged changes as well, which the program in its jail does not see; of a path uci reads the file alone.
bordertap_committed() {
	uci -q get "/etc/config/$1.@$2[0].$3"
}

# The zone of hours and of expires as the program reads it. UCI has Berlin's as Europe/Berlin, New York's with a blank.
bordertap_zone() {
	local zone

	zone="$(bordertap_committed system system zonename)"
	echo "${zone:-UTC}" | tr ' ' '_'
}

# Where the log has to say that hours are in UTC: a zone that only C libraries read, which a name does not follow from.
bordertap_tell_zone() {
	local posix

	[ "$(bordertap_zone)" = UTC ] && [ -z "$(bordertap_option bordertap timezone "")" ] || return 0
	posix="$(bordertap_committed system system timezone)"
	case "$posix" in
	'' | UTC | UTC0 | GMT | GMT0) return 0 ;;
	esac
	logger -s -t bordertap -p daemon.warning "hours and expires are in UTC: the system's timezone is $posix, and its zonename, such as Europe/Berlin, is not set; set it, or option timezone in $BORDERTAP_CONFIG"
}

# bordertap_can_read OUTCOME: else the log says where uci finds a mistake, and the outcome. One in the syntax hides the
# whole file from uci, and each option would seem to be its default.
bordertap_can_read() {
	local mistake

	[ -e "$IPKG_INSTROOT$BORDERTAP_CONFIG" ] || return 0
	mistake="$(uci show "$BORDERTAP_CONFIG" 2>&1 >/dev/null)" && return 0
	logger -s -t bordertap -p daemon.err "$BORDERTAP_CONFIG cannot be read, ${mistake:-uci fails}; mend it, and: service bordertap reload"
	logger -s -t bordertap -p daemon.err "$1"
	return 1
}

# bordertap_option TYPE NAME DEFAULT
bordertap_option() {
	bordertap_committed bordertap "$1" "$2" || echo "$3"
}
