#!/bin/bash
# Records phone-2014.pcap: a household of 2014, re-enacted by real programs between network
# namespaces that have no way out. README.md says who is who and what was re-timed.
#
#   record.sh [OUTPUT]        default: phone-2014.pcap beside this script; takes about 45 seconds
#
# Needs root: namespaces, veth pairs and packet capture. Replaying the result needs nothing.
# Debian 12 packages, and what for:
#   iproute2 ethtool procps      namespaces, links; offloads off; sysctl
#   udhcpc                       the DHCP client of phone, laptop and TV (BusyBox)
#   dnsmasq-base                 the router's DHCP, DNS and router advertisements
#   curl openssl                 HTTP and HTTPS; the phone's push connection, the certificates
#   iputils-ping ntpsec-ntpdig   a ping, an NTP query (it only asks, it never sets the clock)
#   python3                      the servers, the mDNS announcement, re-timing (this directory)
#   util-linux                   taskset
#   tcpdump tshark               the recording; the checks on the result
set -Eeuo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=${1:-$here/phone-2014.pcap}

readonly DAY_START='2014-08-05T18:55:00Z' DAY_END='2014-08-06T07:30:00Z'
readonly TIME_LIMIT=180   # seconds of real time; the script gives up after them
readonly BEAT=300         # seconds of story time between two beats of the phone

readonly ROUTER=btphone-router INTERNET=btphone-internet
readonly PHONE=btphone-phone LAPTOP=btphone-laptop TV=btphone-tv
readonly CLIENTS=("$PHONE" "$LAPTOP" "$TV") ALL=("$ROUTER" "$INTERNET" "$PHONE" "$LAPTOP" "$TV")
declare -rA MAC=(
  ["$ROUTER"]=94:83:c4:20:14:01
  ["$PHONE"]=64:b4:73:20:14:08
  ["$LAPTOP"]=d6:2a:5e:20:14:05    # locally administered: a "private" address
  ["$TV"]=a8:23:fe:20:14:07
)
readonly LAN4=192.168.1 LAN6=2001:db8:2014:1

# Name, IPv4 address, IPv6 address. The addresses come from the middle of large national ranges.
readonly HOSTS='
api.account.phone.example   183.36.40.21
push.phone.example          183.36.40.24
photos.cloud.phone.example  113.96.12.80
www.news.example            81.144.10.80
img.news.example            86.88.44.10
stream.tv.example           86.88.44.32
www.shop.example            91.34.12.40    2003:c1:8400::80
ntp.time.example            91.34.12.123
www.weather.example         86.224.9.14    2a01:c648::50
manga.comics.example        153.199.29.60
mail.example                87.40.6.50
video.example               12.64.20.31    2600:8008::80
'

# Identifiers of nobody: a test IMEI (reporting body 00, right check digit), the test network 001-01, the telephone
# numbers kept for fiction.
readonly IMEI=004401234567895 IMSI=001010123456789 NUMBER=+12025550100

die() { echo "record.sh: $*" >&2; exit 1; }

[[ $(id -u) == 0 ]] || die 'needs root (namespaces and capture)'
for program in ip ethtool sysctl taskset udhcpc dnsmasq curl openssl ping ntpdig python3 tcpdump tshark; do
  command -v "$program" >/dev/null || die "$program is missing; the packages are named at the top of this script"
done
[[ ! -e /run/nscd/socket ]] || die 'nscd runs: names would be looked up outside the namespaces'
! ip netns list | grep -q '^btphone-' || die 'namespaces btphone-* exist: another run, or what is left of one'

work=$(mktemp -d)
forget_etc_netns=$([[ -d /etc/netns ]] || echo yes)

cleanup() {
  local ns running
  trap - EXIT ERR
  mapfile -t running <<<"$(jobs -pr)"   # our own children that still run, by number
  [[ -z ${running[0]} ]] || kill "${running[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  for ns in "${ALL[@]}"; do
    ip netns delete "$ns" 2>/dev/null || true
    rm -rf "/etc/netns/$ns"
  done
  [[ -z $forget_etc_netns ]] || rmdir /etc/netns 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP
trap 'echo "record.sh: line $LINENO: failed: $BASH_COMMAND" >&2' ERR

# within NAMESPACE COMMAND...: with a clean environment, so that no proxy or rc file is obeyed.
within() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$work" LC_ALL=C ip netns exec "$@"; }
# start NAMESPACE COMMAND...: the same in the background; $! is the program itself, ended by cleanup.
start() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$work" LC_ALL=C RESOLV_CONF="/etc/netns/$1/resolv.conf" \
    ip netns exec "$@" >>"$work/log" 2>&1 &
}
stop() { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
# eventually COMMAND...: waits for up to 8 s until it succeeds.
eventually() {
  local i
  for ((i = 0; i < 400; i++)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.02
  done
  cat "$work/log" >&2
  die "waited in vain for: $*"
}

# --- the network ---------------------------------------------------------------------------------

on_a_wire() { # NAMESPACE LINK: whole checksums and single frames, as a cable would carry them
  within "$1" ethtool -K "$2" rx off tx off sg off tso off gso off gro off >/dev/null 2>&1 || die "offloads of $2 in $1"
}

build_network() {
  local ns name v4 v6 port
  for ns in "${ALL[@]}"; do
    ip netns add "$ns"
    ip -n "$ns" link set lo up
    # "ip netns exec" puts these over /etc: names are asked of the router and of nothing else.
    mkdir -p "/etc/netns/$ns"
    echo 'hosts: dns' >"/etc/netns/$ns/nsswitch.conf"
    : >"/etc/netns/$ns/resolv.conf"
    within "$ns" sysctl -qw net.ipv6.conf.default.accept_ra=1 net.ipv6.conf.default.addr_gen_mode=0
  done
  within "$ROUTER" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1

  ip -n "$ROUTER" link add br-lan address "${MAC[$ROUTER]}" type bridge stp_state 0 forward_delay 0 mcast_snooping 0
  ip -n "$ROUTER" addr add "$LAN4.1/24" dev br-lan
  ip -n "$ROUTER" addr add "$LAN6::1/64" dev br-lan nodad
  for ns in "${CLIENTS[@]}"; do
    port=lan-${ns#btphone-}
    # Both ends are made inside our namespaces: none ever stands beside the machine's own links.
    ip -n "$ROUTER" link add "$port" type veth peer name eth0 address "${MAC[$ns]}" netns "$ns"
    within "$ROUTER" sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
    ip -n "$ROUTER" link set "$port" master br-lan up
    on_a_wire "$ROUTER" "$port"
    on_a_wire "$ns" eth0
  done
  # The bridge has no carrier before the first client comes; its link-local address must not wait then.
  within "$ROUTER" sysctl -qw net.ipv6.conf.br-lan.accept_dad=0
  within "$ROUTER" ethtool -K br-lan tx off sg off tso off gso off gro off >/dev/null 2>&1

  ip -n "$ROUTER" link add wan type veth peer name eth0 netns "$INTERNET"
  on_a_wire "$ROUTER" wan
  on_a_wire "$INTERNET" eth0
  ip -n "$ROUTER" addr add 198.51.100.1/30 dev wan
  ip -n "$ROUTER" addr add 2001:db8:2014:ff::1/64 dev wan nodad
  ip -n "$INTERNET" addr add 198.51.100.2/30 dev eth0
  ip -n "$INTERNET" addr add 2001:db8:2014:ff::2/64 dev eth0 nodad
  ip -n "$ROUTER" link set wan up
  ip -n "$INTERNET" link set eth0 up
  # The "internet" knows the house and its own addresses; the router knows each of them singly.
  ip -n "$INTERNET" route add "$LAN4.0/24" via 198.51.100.1
  ip -n "$INTERNET" route add "$LAN6::/64" via 2001:db8:2014:ff::1
  while read -r name v4 v6; do
    [[ -n $name ]] || continue
    ip -n "$INTERNET" addr add "$v4/32" dev lo
    ip -n "$ROUTER" route add "$v4/32" via 198.51.100.2
    [[ -n $v6 ]] || continue
    ip -n "$INTERNET" addr add "$v6/128" dev lo nodad
    ip -n "$ROUTER" route add "$v6/128" via 2001:db8:2014:ff::2
  done <<<"$HOSTS"
}

# Refuses to go on unless nothing sent here can leave: run before anything is sent to an address
# that belongs to somebody.
check_sealed() {
  local ns line name address
  [[ $(ip -o link | cut -d: -f2) == "$links_of_the_machine" ]] || die 'the links of the machine itself changed'
  for ns in "${ALL[@]}"; do
    while read -r line; do
      name=$(cut -d' ' -f2 <<<"$line")
      case $name in
        lo: | br-lan:) ;;
        *) [[ $line == *' link-netns btphone-'* || $line != *[\<,]UP[,\>]* ]] || die "$ns: $name may lead out" ;;
      esac
    done < <(ip -n "$ns" -o link)
    [[ -z $(ip -n "$ns" route show default)$(ip -n "$ns" -6 route show default) ]] || die "$ns has a default route"
    for address in 9.9.9.9 192.0.2.1 2620:fe::fe $(ip -o addr show scope global | awk '{ sub("/.*", "", $4); print $4 }'); do
      ! ip -n "$ns" route get "$address" >/dev/null 2>&1 || die "$ns has a route to $address"
    done
  done
}

# --- the servers ---------------------------------------------------------------------------------

noise() { # SEED BYTES: the same bytes that compress badly, each time
  openssl enc -aes-128-ctr -K "$(printf '%032x' "$1")" -iv "$(printf '%032x' 0)" -in /dev/zero 2>/dev/null | head -c "$2" || true
}

picture() { # SEED BYTES: noise between the first and last bytes of a JPEG file
  printf '\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00'
  noise "$1" "$2"
  printf '\xff\xd9'
}

page() { # TITLE PARAGRAPHS
  local i
  printf '<!doctype html><title>%s</title>\n' "$1"
  for ((i = 1; i <= $2; i++)); do printf '<p>%d. Words of no meaning that fill a page of %s.</p>\n' "$i" "$1"; done
}

make_content() {
  local site=$work/site i
  mkdir -p "$site"/{www.news,img.news,stream.tv,www.shop,www.weather,manga.comics,video}.example "$site/mail.example"
  page 'the evening news' 320 >"$site/www.news.example/evening.html"
  page 'the morning news' 280 >"$site/www.news.example/morning.html"
  picture 10 26000 >"$site/img.news.example/front.jpg"
  for i in 1 2 3; do noise $((20 + i)) 24000 >"$site/stream.tv.example/part$i.ts"; done
  page 'the shop' 160 >"$site/www.shop.example/lamps.html"
  picture 30 34000 >"$site/www.shop.example/lamp.jpg"
  page 'the weather' 120 >"$site/www.weather.example/tomorrow.html"
  picture 40 32000 >"$site/manga.comics.example/page1.jpg"
  page 'the mailbox' 90 >"$site/mail.example/inbox.html"
  noise 50 90000 >"$site/video.example/trailer.webm"
  for i in 1 2 3 4 5; do picture $((60 + i)) $((33000 + i * 2500)) >"$work/IMG_2014080$i.jpg"; done
  noise 70 7000 | base64 -w 76 >"$work/letter.eml"
}

make_certificates() { # a throw-away authority; dates that hold in the story and today
  local ca=$work/ca name v4 v6
  mkdir -p "$ca"
  : >"$ca/index.txt"
  cat >"$ca/ca.cnf" <<EOF
[ca]
default_ca = throwaway
[throwaway]
database = $ca/index.txt
new_certs_dir = $ca
rand_serial = yes
default_md = sha256
policy = names
copy_extensions = copy
[names]
commonName = supplied
EOF
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Throw-away authority' \
    -keyout "$ca/ca.key" -out "$ca/ca.pem" 2>>"$work/log"
  while read -r name v4 v6; do
    [[ -n $name ]] || continue
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
      -keyout "$ca/$name.key" -out "$ca/$name.csr" 2>>"$work/log"
    openssl ca -batch -notext -config "$ca/ca.cnf" -cert "$ca/ca.pem" -keyfile "$ca/ca.key" \
      -startdate 20140101000000Z -enddate 20491231235959Z -in "$ca/$name.csr" -out "$ca/$name.pem" 2>>"$work/log"
  done <<<"$HOSTS"
}

start_servers() {
  local name v4 v6 dns=()
  start "$INTERNET" python3 "$here/web-server.py" "$work/site" "$work/ca"
  start "$INTERNET" python3 "$here/ntp-server.py" 91.34.12.123
  # -rev answers each line with the same line backwards.
  start "$INTERNET" openssl s_server -quiet -accept 183.36.40.24:5228 -rev \
    -cert "$work/ca/push.phone.example.pem" -key "$work/ca/push.phone.example.key"
  while read -r name v4 v6; do
    [[ -n $name ]] || continue
    dns+=("--host-record=$name,$v4${v6:+,$v6}")
  done <<<"$HOSTS"
  start "$ROUTER" dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= \
    --dhcp-leasefile="$work/leases" --no-resolv --no-hosts --local=/example/ --domain=lan --local=/lan/ \
    --interface=br-lan --bind-interfaces --dhcp-authoritative --dhcp-range="$LAN4.100,$LAN4.199,12h" \
    --enable-ra --dhcp-range=::,constructor:br-lan,ra-only,64,12h "${dns[@]}"
  eventually within "$INTERNET" openssl s_client -connect 183.36.40.24:5228 </dev/null
  eventually within "$INTERNET" curl -qs -o /dev/null http://81.144.10.80/evening.html -H 'Host: www.news.example'
}

# --- the story -----------------------------------------------------------------------------------

seconds() { date -u -d "$1" +%s; }

mark() { # STORY_SECONDS: the frames from here on happened then
  sleep 0.06   # what is under way belongs to the scene before
  echo "$(date +%s.%N) $1" >>"$work/scenes"
}

next_beat=
beats=0
# scene TIME: until then the phone's beats, if it is connected; then what follows in the script.
scene() {
  local until
  until=$(seconds "$1")
  ((SECONDS < TIME_LIMIT)) || die "more than $TIME_LIMIT s"
  while [[ -n $next_beat ]] && ((next_beat < until)); do
    mark "$((next_beat + beats * 7 % 5 - 2))"   # a phone's timer is off by up to 2 s
    beat
    next_beat=$((next_beat + BEAT))
  done
  mark "$until"
}

beat() {
  beats=$((beats + 1))
  echo "beat $beats imei $IMEI" >&"$push"
  eventually answered
  sleep 0.06   # the acknowledgement of the answer comes 40 ms after it
}
answered() { (($(wc -l <"$work/push.answers") == beats - beats_before)); }

push=
push_pid=
beats_before=0   # those over earlier connections
push_connect() { # TIME of the first beat
  rm -f "$work/push.lines" "$work/push.answers"
  mkfifo "$work/push.lines"
  : >"$work/push.answers"
  beats_before=$beats
  env -i PATH=/usr/bin:/bin:/usr/sbin ip netns exec "$PHONE" openssl s_client -quiet -no_ign_eof -tls1_2 \
    -connect push.phone.example:5228 -servername push.phone.example -CAfile "$work/ca/ca.pem" -verify_return_error \
    <"$work/push.lines" >"$work/push.answers" 2>>"$work/log" &
  push_pid=$!
  exec {push}>"$work/push.lines"
  beat
  next_beat=$(seconds "$1")
}
push_close() {
  exec {push}>&-
  wait "$push_pid" || true
  next_beat=
}

fetch() { # NAMESPACE URL...: curl, as the phone with what TLS there was in 2014
  local ns=$1 options=(--max-time 8 --cacert "$work/ca/ca.pem") url
  shift
  [[ $ns != "$PHONE" ]] || options+=(--tls-max 1.2 --user-agent phone/1.0)
  for url in "$@"; do
    if [[ $url == http* ]]; then options+=(-o /dev/null); fi
  done
  within "$ns" curl -qsSf "${options[@]}" "$@" >>"$work/log" 2>&1 || die "curl in $ns: $*"
}

dhcp_pid=
join() { # NAMESPACE: the link comes up, an address by DHCP and one by router advertisement
  local ns=$1
  ip -n "$ns" link set eth0 up
  : >"/etc/netns/$ns/resolv.conf"
  start "$ns" udhcpc -f -i eth0 -s "$here/lease.sh" -x "hostname:${ns#btphone-}" -t 5 -T 3
  dhcp_pid=$!
  eventually test -s "/etc/netns/$ns/resolv.conf"
  eventually has_ipv6 "$ns"
}
has_ipv6() { [[ -n $(ip -n "$1" -6 addr show dev eth0 scope global -tentative) ]]; }
leave() { # NAMESPACE
  ip -n "$1" addr flush dev eth0
  ip -n "$1" link set eth0 down
}

register() { # what the phone says when it starts, in the clear
  fetch "$PHONE" http://api.account.phone.example/register --data-urlencode "imei=$IMEI" --data-urlencode "imsi=$IMSI" \
    --data-urlencode "number=$NUMBER" --data-urlencode "mac=${MAC[$PHONE]}" --data-urlencode 'operator=Example Mobile' \
    --data-urlencode 'account=none'
}
upload() { # PHOTO...: one connection, one PUT a photo
  local photo arguments=()
  for photo in "$@"; do
    arguments+=(-T "$work/IMG_2014080$photo.jpg" "https://photos.cloud.phone.example/v1/$IMEI/IMG_2014080$photo.jpg")
  done
  fetch "$PHONE" "${arguments[@]}"
}

play() {
  local laptop_dhcp phone_dhcp tv_dhcp part

  scene "$DAY_START"                    # the TV is switched on
  join "$TV"; tv_dhcp=$dhcp_pid
  within "$TV" ntpdig -t 2 ntp.time.example >>"$work/log" 2>&1
  within "$TV" python3 "$here/mdns-announce.py" "$LAN4" tv
  scene 2014-08-05T18:58:00Z            # the laptop; somebody reads the news
  join "$LAPTOP"; laptop_dhcp=$dhcp_pid
  scene 2014-08-05T19:00:00Z
  fetch "$LAPTOP" http://www.news.example/evening.html
  fetch "$LAPTOP" http://img.news.example/front.jpg
  scene 2014-08-05T19:04:00Z
  within "$LAPTOP" ping -q -c 3 -i 0.3 www.news.example >>"$work/log"
  within "$LAPTOP" ping -q -6 -c 3 -i 0.3 video.example >>"$work/log"
  scene 2014-08-05T19:07:00Z
  fetch "$LAPTOP" https://www.shop.example/lamps.html https://www.shop.example/lamp.jpg

  scene 2014-08-05T19:10:00Z            # the new phone joins the Wi-Fi; no account is made
  join "$PHONE"; phone_dhcp=$dhcp_pid
  within "$PHONE" ntpdig -t 2 ntp.time.example >>"$work/log" 2>&1
  scene 2014-08-05T19:10:20Z            # ... it registers itself all the same
  register
  scene 2014-08-05T19:11:30Z            # ... and beats from now on
  push_connect 2014-08-05T19:16:30Z
  scene 2014-08-05T19:25:00Z
  fetch "$PHONE" https://www.weather.example/tomorrow.html
  scene 2014-08-05T19:32:00Z
  fetch "$PHONE" http://www.news.example/evening.html
  scene 2014-08-05T19:40:00Z            # a text message comes: its sender's number goes out
  fetch "$PHONE" http://api.account.phone.example/message --data-urlencode "imei=$IMEI" --data-urlencode 'from=+12025550142'
  scene 2014-08-05T19:45:00Z            # the laptop sends a letter of 9 KB
  fetch "$LAPTOP" https://mail.example/inbox.html
  fetch "$LAPTOP" https://mail.example/send --data-binary "@$work/letter.eml"
  scene 2014-08-05T20:05:00Z
  fetch "$LAPTOP" https://video.example/trailer.webm
  for part in 1 2 3; do
    scene "2014-08-05T20:3$((part + 1)):00Z"
    fetch "$TV" "http://stream.tv.example/part$part.ts"
  done
  scene 2014-08-05T21:15:00Z
  fetch "$PHONE" https://manga.comics.example/page1.jpg
  scene 2014-08-05T22:10:00Z            # a contact is added: its number goes out
  fetch "$PHONE" http://api.account.phone.example/contact --data-urlencode "imei=$IMEI" --data-urlencode 'number=+12025550177'
  scene 2014-08-05T22:30:00Z            # laptop and TV are switched off and give their addresses back
  kill -USR2 "$laptop_dhcp"; sleep 0.2; stop "$laptop_dhcp"; leave "$LAPTOP"
  scene 2014-08-05T23:00:00Z
  kill -USR2 "$tv_dhcp"; sleep 0.2; stop "$tv_dhcp"; leave "$TV"

  scene 2014-08-06T01:10:00Z            # half of the lease is over: the phone renews it
  kill -USR1 "$phone_dhcp"; sleep 0.3
  scene 2014-08-06T02:10:00Z            # at night: photos
  upload 1 2 3
  scene 2014-08-06T02:40:00Z
  upload 4 5

  scene 2014-08-06T06:28:00Z            # factory reset
  push_close
  stop "$phone_dhcp"; leave "$PHONE"
  scene 2014-08-06T06:33:00Z            # it starts anew: the same identifiers, the same photos
  join "$PHONE"
  within "$PHONE" ntpdig -t 2 ntp.time.example >>"$work/log" 2>&1
  scene 2014-08-06T06:33:20Z
  register
  scene 2014-08-06T06:34:30Z
  push_connect 2014-08-06T06:39:30Z
  scene 2014-08-06T06:46:00Z
  upload 1 2 3 4 5

  scene 2014-08-06T07:05:00Z            # morning
  join "$LAPTOP"
  fetch "$LAPTOP" http://www.news.example/morning.html
  scene 2014-08-06T07:12:00Z
  fetch "$PHONE" https://www.weather.example/tomorrow.html
  scene "$DAY_END"
}

# --- the result ----------------------------------------------------------------------------------

check_result() { # PCAP: as on a wire, and small enough for a repository
  local bad
  bad=$(tshark -r "$1" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -Y \
    'ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0 ||
     icmpv6.checksum.status == 0 || frame.len > 1514 || frame.len != frame.cap_len || _ws.malformed' 2>>"$work/log")
  [[ -z $bad ]] || die "frames that no wire would carry:"$'\n'"$bad"
  (($(stat -c %s "$1") < 1500000)) || die "larger than 1.5 MB"
}

# One processor for all, so that no two of them put frames of one connection out of order.
taskset -pc "$(taskset -pc $$ | sed 's/.*: //; s/[,-].*//')" $$ >/dev/null
links_of_the_machine=$(ip -o link | cut -d: -f2)
make_content
make_certificates
build_network
check_sealed
start_servers
ip -n "$ROUTER" link set br-lan up
start "$ROUTER" tcpdump -i br-lan --immediate-mode -Z root -w "$work/raw.pcap"
recorder=$!
eventually grep -q 'listening on br-lan' "$work/log"
sleep 0.5
check_sealed
play
sleep 1
kill -INT "$recorder"
wait "$recorder" || true
grep -q '^0 packets dropped by kernel' "$work/log" || die 'frames were lost while recording'
python3 "$here/retime.py" "$work/scenes" "$work/raw.pcap" "$work/result.pcap"
check_result "$work/result.pcap"
install -m 644 "$work/result.pcap" "$output"
echo "$output: $(stat -c %s "$output") bytes, recorded in $SECONDS s"
