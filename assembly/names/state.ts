// Flow.naming: what is still looked for in a flow's frames.

/** Nothing: it costs one comparison a frame. */
export const NAMING_DONE: u8 = 0;
/** A ClientHello or an HTTP request in the client's first octets. */
export const NAMING_TCP: u8 = 1;
/** The next request of an HTTP connection. */
export const NAMING_HTTP: u8 = 2;
/** A second ClientHello, which the server may ask for (RFC 8446 section 4.1.4). */
export const NAMING_TLS: u8 = 3;
/** A QUIC Initial or a DTLS ClientHello. */
export const NAMING_UDP: u8 = 4;
/** The rest of a ClientHello that QUIC Initials carry. */
export const NAMING_QUIC: u8 = 5;
export const NAMING_DNS_UDP: u8 = 6;
export const NAMING_DNS_TCP: u8 = 7;
/** mDNS and LLMNR. */
export const NAMING_DNS_MULTICAST: u8 = 8;
/** What a device says of itself: DHCP, NBNS, SSDP. */
export const NAMING_IDENTITY: u8 = 9;
/** A ClientHello or a request behind other octets, or after a silence: the flow is judged without it until it comes. */
export const NAMING_LATER: u8 = 10;
/** The same after a request that named nobody. */
export const NAMING_LATER_HTTP: u8 = 11;
/** A QUIC Initial or a DTLS ClientHello behind other datagrams: the flow is judged without it until it comes. */
export const NAMING_LATER_UDP: u8 = 12;
/** The rest of such a ClientHello in Initials. */
export const NAMING_LATER_QUIC: u8 = 13;
export const NAMING_MASK: u8 = 0x0f;

/** Beside NAMING_TCP, NAMING_TLS, NAMING_LATER and both of QUIC: how often nothing came. */
export const PATIENCE_ONE: u8 = 0x10;
export const PATIENCE_MASK: u8 = 0x30;
/** Beside NAMING_DNS_TCP: nobody knows any more where a message begins. */
export const DNS_PLACE_LOST: u8 = 0x10;
/** Beside one of these: it is known who the client is, ... */
export const CLIENT_KNOWN: u8 = 0x40;
/** ... and it is the remote end. */
export const CLIENT_IS_REMOTE: u8 = 0x80;

/** Whether the flow may still say a name of itself that its verdict waits for. */
export function maySayName(naming: u8): bool {
  const place = naming & NAMING_MASK;
  return place != NAMING_DONE && place < NAMING_DNS_UDP;
}

/** Whether a frame in one direction is the client's; it is known who that is. */
export function isOfClient(isUp: bool, naming: u8): bool {
  return isUp == ((naming & CLIENT_IS_REMOTE) == 0);
}
