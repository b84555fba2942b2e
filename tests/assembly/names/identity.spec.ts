// What devices say of themselves leaves once, through real frames.

import { DATAGRAM_MAX, EVENT_IDENTITY } from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { identitiesRefused } from "../../../assembly/names/identity";
import {
  eventCount,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  udp,
  walk,
} from "../helper/conversation";
import { response } from "../helper/dns-message";
import { Octets, text } from "../helper/octets";

const SSDP: u32 = 1900;
const GROUP: u32 = 0xeffffffa;
const DHCP: u32 = 67;
const NBNS: u32 = 137;
const NOTIFY = "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\n\r\n";
const SEARCH = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\n\r\n';
/** A registration: OPCODE 5 (RFC 1002 section 4.2.1.1). */
const REGISTRATION = "\x01\x02\x29 ...";

knowLocalPrefixes();

/** How many events a datagram of a device leaves. */
function sent(device: u32, octets: Octets, port: u32 = SSDP): i32 {
  udp(new Peer(PHONE_ETHER + device, PHONE + device, port), new Peer(ROUTER_ETHER, GROUP, port), octets);
  walk();
  const count = eventCount(EVENT_IDENTITY);
  drained();
  return count;
}

describe("what a device says of itself", () => {
  it("is sent once, and another sender's as well", () => {
    // So many that some share a place among those remembered.
    for (let device: u32 = 0; device < 20000; device++)
      assert(sent(device, text(NOTIFY)) == 1, "device " + device.toString());
    expect(sent(19999, text(NOTIFY))).toBe(0);
    expect(sent(19999, text(NOTIFY + " "))).toBe(1);
    expect(sent(19999, text(NOTIFY + " "))).toBe(0);
  });

  it("is sent again where something else was said in between: of two claims the last one stands", () => {
    for (let round = 0; round < 3; round++) {
      expect(sent(20001, text(NOTIFY + "a"))).toBe(1);
      expect(sent(20001, text(NOTIFY + "b"))).toBe(1);
      expect(sent(20001, text(NOTIFY + "b"))).toBe(0);
    }
  });

  it("is told by whom it comes from, not by its address alone", () => {
    const from = new Peer(PHONE_ETHER, PHONE, NBNS);
    const other = new Peer(PHONE_ETHER + 77, PHONE, NBNS);
    const to = new Peer(ROUTER_ETHER, 0xc0a801ff, NBNS);
    udp(from, to, text(REGISTRATION));
    udp(other, to, text(REGISTRATION));
    udp(from, to, text(REGISTRATION));
    walk();
    expect(eventCount(EVENT_IDENTITY)).toBe(2);
    drained();
  });

  it("comes from the ports of those protocols", () => {
    const ports: u32[] = [67, 68, 137, 546, 547, 1900];
    for (let k = 0; k < ports.length; k++)
      assert(sent(7, text("po\x29t" + ports[k].toString()), ports[k]) == 1, ports[k].toString());
    expect(sent(8, text("ports"), 69)).toBe(0);
  });

  it("answers mDNS with its own address, from mDNS's port", () => {
    expect(sent(8, response("phone.local", PHONE + 8), 5353)).toBe(1);
    expect(sent(8, response("other.local", PHONE), 5353)).toBe(0);
    const query = response("phone.local", PHONE + 8);
    query.values[2] = 0;
    expect(sent(8, query, 5353)).toBe(0);
    expect(sent(8, response("phone.local", PHONE + 8), 5355)).toBe(0);
  });

  it("is no question of its own", () => {
    expect(sent(9, text(SEARCH))).toBe(0);
    expect(sent(9, text("\x01\x02\x01\x10 query"), NBNS)).toBe(0);
    expect(sent(9, text("\x01\x02\x29\x10 registration"), NBNS)).toBe(1);
    expect(sent(9, text("\x01\x02"), NBNS)).toBe(0);
  });

  it("is told by DHCP in the message, whoever carries it", () => {
    expect(sent(10, text("discover"), DHCP)).toBe(1);
    expect(sent(11, text("discover"), DHCP)).toBe(0);
    expect(sent(11, text("request"), DHCP)).toBe(1);
  });

  it("is refused and counted where it is longer than an event takes", () => {
    expect(sent(9, new Octets().fill(1, DATAGRAM_MAX))).toBe(1);
    expect(identitiesRefused).toBe(0);
    expect(sent(9, new Octets().fill(1, DATAGRAM_MAX + 1))).toBe(0);
    expect(identitiesRefused).toBe(1);
    expect(sent(9, new Octets())).toBe(0);
  });
});
