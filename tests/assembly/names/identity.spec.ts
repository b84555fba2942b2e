// What devices say of themselves leaves once, through real frames.

import { DATAGRAM_MAX, EVENT_IDENTITY } from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { identitiesRefused } from "../../../assembly/names/identity";
import { setSharing } from "../../../assembly/names/share";
import {
  eventCount,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  passNanoseconds,
  ROUTER_ETHER,
  udp,
  walk,
} from "../helper/conversation";
import { response } from "../helper/dns-message";
import { hex, Octets, text } from "../helper/octets";

const SSDP: u32 = 1900;
const GROUP: u32 = 0xeffffffa;
const DHCP: u32 = 67;
const DHCP_CLIENT: u32 = 68;
const DHCPV6: u32 = 547;
const NBNS: u32 = 137;
const NOTIFY = "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\n\r\n";
const SEARCH = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\n\r\n';
/** RFC 1002 section 4.2.1.1: id, flags, counts of questions, answers, authorities, additional records. */
const REGISTRATION = "0102 2910 0001 0000 0000 0001";

/** A burst differs in these (UPnP Device Architecture 1.1, section 1.2.2). */
const SERVICE_A = "NT: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\n";
const SERVICE_B =
  "nt:urn:schemas-upnp-org:service:AVTransport:1\r\nusn:uuid:1::urn\r\nBOOTID.UPNP.ORG: 7\r\n";

const DISCOVER: u32 = 1;
const OFFER: u32 = 2;
const REQUEST: u32 = 3;
const ACK: u32 = 5;
/** Options (RFC 2132). */
const HOST_NAME = "0c 05 70686f6e65";
const OTHER_NAME = "0c 02 7476";
const VENDOR_CLASS = "3c 05 7564686370";
const OTHER_CLASS = "3c 01 78";
const PARAMETERS = "37 03 01 03 06";

/** 16 a second. */
const PACE_NS: u64 = 62_500_000;

knowLocalPrefixes();

/** How many events a datagram of a device leaves that keeps to the pace. */
function sent(device: u32, octets: Octets, port: u32 = SSDP): i32 {
  passNanoseconds(PACE_NS);
  udp(new Peer(PHONE_ETHER + device, PHONE + device, port), new Peer(ROUTER_ETHER, GROUP, port), octets);
  walk();
  const count = eventCount(EVENT_IDENTITY);
  drained();
  return count;
}

/** RFC 2131 section 2: of one client, whatever else it holds. */
function dhcp(type: u32, options: string, xid: u32 = 1, client: u32 = 8): Octets {
  const op: u32 = type == OFFER || type == ACK ? 2 : 1;
  const head = new Octets().u8(op).u8(1).u8(6).u8(0).u32(xid).u32(xid).fill(0, 16);
  const chaddr = hex("64b47320").u16(client).fill(0, 10);
  const cookie = hex("63825363");
  return head.append(chaddr).fill(0, 192).append(cookie).append(hex("35 01")).u8(type).append(hex(options));
}

/** RFC 8415 section 8, with a name (RFC 4704) unless other options are told. */
function dhcpv6(type: u32, options: string = "0027 0004 00 02 7476"): Octets {
  return new Octets().u8(type).u24(7).append(hex(options));
}

function notify(lines: string): Octets {
  return text("NOTIFY * HTTP/1.1\r\n" + lines + "NTS: ssdp:alive\r\nSERVER: a/1 UPnP/1.0 TV/1\r\n\r\n");
}

describe("what a device says of itself", () => {
  it("is sent once, and another sender's as well", () => {
    // So many that some share a place among those remembered.
    for (let device: u32 = 0; device < 20000; device++)
      assert(sent(device, text(NOTIFY)) == 1, "device " + device.toString());
    expect(sent(19999, text(NOTIFY))).toBe(0);
    expect(sent(19999, text("N" + NOTIFY.substring(1).toLowerCase()))).toBe(1);
    expect(sent(19999, text("N" + NOTIFY.substring(1).toLowerCase()))).toBe(0);
  });

  it("is sent again where something else was said in between: of two claims the last one stands", () => {
    for (let round = 0; round < 3; round++) {
      expect(sent(20001, notify("SERVER: a\r\n"))).toBe(1);
      expect(sent(20001, notify("SERVER: b\r\n"))).toBe(1);
      expect(sent(20001, notify("SERVER: b\r\n"))).toBe(0);
    }
  });

  it("is told by whom it comes from, not by its address alone", () => {
    const from = new Peer(PHONE_ETHER, PHONE, NBNS);
    const other = new Peer(PHONE_ETHER + 77, PHONE, NBNS);
    const to = new Peer(ROUTER_ETHER, 0xc0a801ff, NBNS);
    udp(from, to, hex(REGISTRATION));
    udp(other, to, hex(REGISTRATION));
    udp(from, to, hex(REGISTRATION));
    walk();
    expect(eventCount(EVENT_IDENTITY)).toBe(2);
    drained();
  });

  it("comes from the ports of those protocols", () => {
    expect(sent(7, dhcp(DISCOVER, HOST_NAME), DHCP)).toBe(1);
    expect(sent(7, dhcp(DISCOVER, OTHER_NAME), DHCP_CLIENT)).toBe(1);
    expect(sent(7, hex(REGISTRATION), NBNS)).toBe(1);
    expect(sent(7, dhcpv6(1), 546)).toBe(1);
    expect(sent(7, dhcpv6(1, "0027 0004 00 02 7478"), DHCPV6)).toBe(1);
    expect(sent(7, notify(""), SSDP)).toBe(1);
    expect(sent(8, notify(""), 69)).toBe(0);
  });

  it("answers mDNS with its own address, from mDNS's port", () => {
    expect(sent(8, response("phone.local", PHONE + 8), 5353)).toBe(1);
    expect(sent(8, response("other.local", PHONE), 5353)).toBe(0);
    const query = response("phone.local", PHONE + 8);
    query.values[2] = 0;
    expect(sent(8, query, 5353)).toBe(0);
    expect(sent(8, response("phone.local", PHONE + 8), 5355)).toBe(0);
    // The host would read these as DHCP, and the classifier would not know of whom.
    const speaker = new Peer(PHONE_ETHER + 9, PHONE + 9, 5353);
    for (let k = 0; k < 2; k++)
      udp(speaker, new Peer(ROUTER_ETHER, GROUP, k == 0 ? DHCP : DHCPV6), response("phone.local", PHONE + 9));
    walk();
    expect(eventCount(EVENT_IDENTITY)).toBe(0);
    udp(speaker, new Peer(ROUTER_ETHER, GROUP, 5353), response("phone.local", PHONE + 9));
    walk();
    expect(eventCount(EVENT_IDENTITY)).toBe(1);
    drained();
  });

  it("is no question of its own", () => {
    expect(sent(9, text(SEARCH))).toBe(0);
    expect(sent(9, text("NOT"))).toBe(0);
  });

  it("is a registration of NBNS, or the answer to a query", () => {
    const told = [
      "0102 2910 0001 0000 0000 0001",
      "0102 4000 0001 0000 0000 0001",
      "0102 8580 0000 0001 0000 0000",
    ];
    for (let k = 0; k < told.length; k++) assert(sent(9, hex(told[k]), NBNS) == 1, told[k]);
    const others = [
      "0102 0110 0001 0000 0000 0000", // a query, ...
      "0102 0110 0001 0000 0000 0001",
      "0102 2910 0001 0001 0000 0001",
      "0102 ad80 0000 0001 0000 0000", // the answer to a registration, ...
      "0102 8583 0000 0001 0000 0000", // one that refuses
      "0102 8580 0001 0001 0000 0000",
      "0102 2910 0001 0000 0000 00",
    ];
    for (let k = 0; k < others.length; k++) assert(sent(9, hex(others[k]), NBNS) == 0, others[k]);
  });

  it("is said once in a burst of SSDP, whose messages name its services", () => {
    expect(sent(10, notify(SERVICE_A))).toBe(1);
    expect(sent(10, notify(SERVICE_B))).toBe(0);
    expect(sent(10, notify(SERVICE_A + "Location: http://192.168.1.12:80/\r\n"))).toBe(0);
    expect(sent(10, notify(SERVICE_A + "LOCATION: http://192.168.1.13/\r\nSERVER: b\r\n"))).toBe(0);
    expect(sent(10, notify(" " + SERVICE_A))).toBe(1);
    expect(sent(10, text(NOTIFY))).toBe(1);

    const answer = "HTTP/1.1 200 OK\r\nServer: TV\r\n";
    expect(sent(10, text(answer + "ST: a\r\n\r\n"))).toBe(1);
    expect(sent(10, text(answer + "ST: b\r\nDate: now\r\n\r\n"))).toBe(0);
    expect(sent(10, text(answer + "\r\n"))).toBe(1);
    // What nothing ends does not count.
    expect(sent(10, text(answer + "\r\nST: a"))).toBe(0);
  });

  it("is said from any of its addresses", () => {
    const speakers: u32[] = [0, 1, 0, 0];
    for (let k = 0; k < speakers.length; k++) {
      const address = PHONE + 30 + speakers[k];
      udp(new Peer(PHONE_ETHER + 30, address, SSDP), new Peer(ROUTER_ETHER, GROUP, SSDP), notify(""));
      udp(new Peer(PHONE_ETHER + 30, address, NBNS), new Peer(ROUTER_ETHER, GROUP, NBNS), hex(REGISTRATION));
    }
    walk();
    // What NBNS says is of the sender's address, what SSDP says of the device.
    expect(eventCount(EVENT_IDENTITY)).toBe(3 + 1);
    drained();
  });

  it("is told each time of DHCP where a server's words may pass another tap", () => {
    setSharing(true);
    for (let k = 0; k < 2; k++) {
      expect(sent(31, dhcp(REQUEST, HOST_NAME, 1, 31), DHCP)).toBe(1);
      expect(sent(31, dhcpv6(3), DHCPV6)).toBe(1);
      expect(sent(31, hex(REGISTRATION), NBNS)).toBe(k == 0 ? 1 : 0);
    }
    setSharing(false);
  });

  it("is told by DHCP in the message, whoever carries it", () => {
    expect(sent(11, dhcp(DISCOVER, HOST_NAME + VENDOR_CLASS), DHCP)).toBe(1);
    expect(sent(11, dhcp(REQUEST, PARAMETERS + HOST_NAME + VENDOR_CLASS, 2), DHCP)).toBe(0);
    expect(sent(12, dhcp(ACK, PARAMETERS + VENDOR_CLASS), DHCP)).toBe(0);
    expect(sent(12, dhcp(ACK, HOST_NAME), DHCP)).toBe(0);
    expect(sent(11, dhcp(REQUEST, HOST_NAME + VENDOR_CLASS, 1, 9), DHCP)).toBe(1);
    expect(sent(11, dhcp(REQUEST, HOST_NAME + VENDOR_CLASS), DHCP)).toBe(0);
    expect(sent(11, dhcp(REQUEST, HOST_NAME + VENDOR_CLASS, 1, 9), DHCP)).toBe(0);
    expect(sent(11, dhcp(REQUEST, OTHER_NAME + VENDOR_CLASS), DHCP)).toBe(1);
    expect(sent(12, dhcp(ACK, HOST_NAME), DHCP)).toBe(1);
    expect(sent(11, dhcp(REQUEST, VENDOR_CLASS), DHCP)).toBe(0);
    expect(sent(11, dhcp(REQUEST, HOST_NAME + OTHER_CLASS), DHCP)).toBe(1);
    expect(sent(11, dhcp(REQUEST, HOST_NAME + VENDOR_CLASS), DHCP)).toBe(1);
  });

  it("is of the client in DHCP's chaddr, else in its identifier, and of nobody where neither is a MAC", () => {
    const other = dhcp(REQUEST, HOST_NAME + "3d 07 01 0200000000aa");
    other.values[1] = 32; // InfiniBand
    expect(sent(15, other, DHCP)).toBe(1);
    expect(sent(15, other, DHCP)).toBe(0);
    const same = dhcp(REQUEST, OTHER_NAME);
    same.values[28] = 2;
    for (let k = 29; k < 33; k++) same.values[k] = 0;
    same.values[33] = 0xaa;
    expect(sent(15, same, DHCP)).toBe(1);
    expect(sent(15, other, DHCP)).toBe(1);

    const nobodys = ["", "3d 07 01 0100000000aa", "3d 07 20 0200000000aa", "3d 06 01 0200000000"];
    for (let k = 0; k < nobodys.length; k++) {
      const message = dhcp(REQUEST, HOST_NAME + nobodys[k]);
      message.values[2] = 0;
      assert(sent(15, message, DHCP) == 0, nobodys[k]);
    }
  });

  it("is said again by all after one of whom it is not known who speaks", () => {
    expect(sent(16, dhcp(REQUEST, HOST_NAME, 1, 20), DHCP)).toBe(1);
    expect(sent(16, dhcp(REQUEST, HOST_NAME, 1, 20), DHCP)).toBe(0);
    const overloaded = dhcp(REQUEST, "34 01 01" + HOST_NAME);
    overloaded.values[1] = 32;
    const split = dhcp(REQUEST, HOST_NAME + "3d 01 01" + "3d 06 0200000000aa");
    split.values[1] = 32;
    const unknown = [overloaded, split];
    for (let k = 0; k < unknown.length; k++) {
      expect(sent(16, unknown[k], DHCP)).toBe(1);
      expect(sent(16, dhcp(REQUEST, HOST_NAME, 1, 20), DHCP)).toBe(1);
      expect(sent(16, dhcp(REQUEST, HOST_NAME, 1, 20), DHCP)).toBe(0);
    }
  });

  it("is told by both versions of DHCP, of which the last word stands", () => {
    const message = dhcp(REQUEST, HOST_NAME);
    for (let k = 0; k < 6; k++) message.values[28 + k] = <u8>((PHONE_ETHER + 13) >> (40 - 8 * k));
    expect(sent(13, message, DHCP)).toBe(1);
    expect(sent(13, dhcpv6(3), DHCPV6)).toBe(1);
    expect(sent(13, dhcpv6(3), DHCPV6)).toBe(0);
    expect(sent(13, message, DHCP)).toBe(1);
    expect(sent(13, dhcpv6(3, "0010 0008 00000137 0002 7478"), DHCPV6)).toBe(1);
    expect(sent(13, message, DHCP)).toBe(0);
  });

  it("is no offer of DHCP, and nothing without a name or a class", () => {
    expect(sent(14, dhcp(OFFER, HOST_NAME), DHCP)).toBe(0);
    expect(sent(14, dhcp(7, HOST_NAME), DHCP)).toBe(0);
    expect(sent(14, dhcp(REQUEST, PARAMETERS), DHCP)).toBe(0);
    expect(sent(14, dhcp(REQUEST, "35 01 03" + HOST_NAME), DHCP)).toBe(0);
    expect(sent(14, dhcp(REQUEST, "ff" + HOST_NAME), DHCP)).toBe(0);
    expect(sent(14, dhcp(REQUEST, "0c 09 70686f6e65"), DHCP)).toBe(0);
    expect(sent(14, dhcp(REQUEST, "00 00 3c"), DHCP)).toBe(0);
    expect(sent(14, text("discover"), DHCP)).toBe(0);
    // Its file may hold a name.
    expect(sent(14, dhcp(REQUEST, "34 01 01"), DHCP)).toBe(1);

    const types: u32[] = [0, 2, 7, 8, 9, 10, 12, 13];
    for (let k = 0; k < types.length; k++)
      assert(sent(14, dhcpv6(types[k]), DHCPV6) == 0, types[k].toString());
    const asking: u32[] = [1, 3, 4, 5, 6, 11];
    for (let k = 0; k < asking.length; k++)
      assert(sent(100 + asking[k], dhcpv6(asking[k]), DHCPV6) == 1, asking[k].toString());
    expect(sent(14, dhcpv6(1, "0001 0002 0001"), DHCPV6)).toBe(0);
    expect(sent(14, dhcpv6(1, "0027 0005 00 02 7476"), DHCPV6)).toBe(0);
    expect(sent(14, dhcpv6(1, "0001 0002 0001 0027 0004 00 02 7476"), DHCPV6)).toBe(1);
  });

  it("is refused and counted where it is longer than an event takes", () => {
    const longest = dhcpv6(1);
    longest.fill(0, DATAGRAM_MAX - longest.size);
    expect(sent(9, longest, DHCPV6)).toBe(1);
    expect(identitiesRefused).toBe(0);
    expect(sent(9, longest.u8(0), DHCPV6)).toBe(0);
    expect(identitiesRefused).toBe(1);
    expect(sent(9, new Octets())).toBe(0);
  });
});
