#!/bin/sh
# A shell in the router, on the terminal of whoever started the virtual machine.
[ -z "${COLUMNS:-}" ] || stty cols "$COLUMNS" rows "$LINES"
# The machine around has the same two words, of which it shows the second.
printf '#!/bin/sh\nexec ip netns exec "$@"\n' >/usr/local/bin/on
printf '#!/bin/sh\nexec bordertap "$@" --url http://10.0.2.15:9417 --token-file /etc/bordertap/token\n' \
	>/usr/local/bin/ask
chmod +x /usr/local/bin/on /usr/local/bin/ask
export PS1='router# ' PATH="/usr/local/bin:$PATH:/run/vm/bin" HOME=/tmp
exec bash --norc --noprofile -i
