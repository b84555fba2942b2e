# Stands in for OpenWrt's functions.sh: what packages call when they have been unpacked.

# add_group_and_user NAME=UID:GROUP=GID
add_group_and_user() {
	user="${1%%:*}"
	group="${1#*:}"
	grep -qs "^${group%=*}:" "$IPKG_INSTROOT/etc/group" ||
		echo "${group%=*}:x:${group#*=}:" >>"$IPKG_INSTROOT/etc/group"
	grep -qs "^${user%=*}:" "$IPKG_INSTROOT/etc/passwd" ||
		echo "${user%=*}:x:${user#*=}:${group#*=}:${user%=*}:/var/run/${user%=*}:/bin/false" >>"$IPKG_INSTROOT/etc/passwd"
}

# default_postinst /usr/lib/opkg/info/NAME.postinst: makes the user, runs uci-defaults once, enables and starts.
default_postinst() {
	info="${1%.postinst}"
	user="$(sed -n 's/^Require-User: //p' "$info.control")"
	[ -z "$user" ] || add_group_and_user "$user"
	# shellcheck disable=SC1090 # the package's own
	[ ! -f "$info.postinst-pkg" ] || . "$info.postinst-pkg"
	grep '^/etc/uci-defaults/' "$info.list" | while read -r script; do
		# shellcheck disable=SC1090
		(. "$IPKG_INSTROOT$script") && rm "$IPKG_INSTROOT$script"
	done
	mkdir -p "$IPKG_INSTROOT/etc/rc.d"
	grep '^/etc/init.d/' "$info.list" | while read -r script; do
		[ "$PKG_UPGRADE" = 1 ] || "$IPKG_INSTROOT$script" enable
		[ -n "$IPKG_INSTROOT" ] || "$script" start
	done
}

# default_prerm /usr/lib/opkg/info/NAME.prerm: ends what runs; what only makes place for another version stays enabled.
default_prerm() {
	grep '^/etc/init.d/' "${1%.prerm}.list" | while read -r script; do
		[ "$PKG_UPGRADE" = 1 ] || "$IPKG_INSTROOT$script" disable
		[ -n "$IPKG_INSTROOT" ] || "$script" stop
	done
}
