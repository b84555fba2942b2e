// Flows whose remote end need not be where their traffic goes. What hides in TLS or QUIC, and proxies, nobody can tell.

import { HAS_PORTS, HAS_PROTOCOL, OUTCOME_OK } from "../abi";
import { Flow } from "../flow/flow";
import { Frame } from "../frame";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "../wire/protocol";
import { udpData, udpDataEnd, udpEnd } from "../wire/udp";

// IANA Assigned Internet Protocol Numbers.
const PROTOCOL_IPV4: u32 = 4;
const PROTOCOL_IPV6: u32 = 41;
const PROTOCOL_GRE: u32 = 47;
const PROTOCOL_ESP: u32 = 50;
/** Minimal encapsulation (RFC 2004). */
const PROTOCOL_MINIMAL: u32 = 55;
const PROTOCOL_IPIP: u32 = 94;
const PROTOCOL_ETHERIP: u32 = 97;
const PROTOCOL_ENCAP: u32 = 98;
const PROTOCOL_IPCOMP: u32 = 108;
const PROTOCOL_L2TP: u32 = 115;
const PROTOCOL_MPLS: u32 = 137;
const PROTOCOL_ETHERNET: u32 = 143;

const PORT_IKE: u16 = 500;
const PORT_OPENVPN: u16 = 1194;
const PORT_L2TP: u16 = 1701;
const PORT_PPTP: u16 = 1723;
const PORT_TEREDO: u16 = 3544;
/** IKE and ESP behind address translation (RFC 3948). */
const PORT_IPSEC_NAT: u16 = 4500;
const PORT_WIREGUARD: u16 = 51820;

/** WireGuard's handshake initiation: its type with three reserved zeros, and its size, which never changes. */
const WIREGUARD_INITIATION: u32 = 1;
const WIREGUARD_INITIATION_SIZE: usize = 148;

/** Whether a flow is known for a tunnel by its first frame. */
export function isTunnel(frame: Frame, flow: Flow): bool {
  if (!(frame.present & HAS_PROTOCOL)) return false;
  const protocol: u32 = frame.protocol;
  if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_UDP) return isTunnelProtocol(protocol);
  if (!(frame.present & HAS_PORTS)) return false;
  const remotePort = <u16>(flow.ports >>> 16);
  if (protocol == PROTOCOL_TCP) return remotePort == PORT_PPTP || remotePort == PORT_OPENVPN;
  return isTunnelPort(remotePort) || (frame.outcome == OUTCOME_OK && isWireguard(frame));
}

function isTunnelProtocol(protocol: u32): bool {
  switch (protocol) {
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
    case PROTOCOL_GRE:
    case PROTOCOL_ESP:
    case PROTOCOL_MINIMAL:
    case PROTOCOL_IPIP:
    case PROTOCOL_ETHERIP:
    case PROTOCOL_ENCAP:
    case PROTOCOL_IPCOMP:
    case PROTOCOL_L2TP:
    case PROTOCOL_MPLS:
    case PROTOCOL_ETHERNET:
      return true;
  }
  return false;
}

/** Of UDP. */
function isTunnelPort(port: u16): bool {
  return (
    port == PORT_IKE ||
    port == PORT_OPENVPN ||
    port == PORT_L2TP ||
    port == PORT_TEREDO ||
    port == PORT_IPSEC_NAT ||
    port == PORT_WIREGUARD
  );
}

function isWireguard(frame: Frame): bool {
  const at = udpData(frame.transport);
  return (
    udpEnd(frame.transport) - at == WIREGUARD_INITIATION_SIZE &&
    at + 4 <= udpDataEnd(frame.transport, frame.end) &&
    load<u32>(at) == WIREGUARD_INITIATION
  );
}
