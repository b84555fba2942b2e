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
const SEARCH = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\n\r\n';

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
      assert(sent(device, text(SEARCH)) == 1, "device " + device.toString());
    expect(sent(19999, text(SEARCH))).toBe(0);
    expect(sent(19999, text(SEARCH + " "))).toBe(1);
    expect(sent(19999, text(SEARCH + " "))).toBe(0);
  });

  it("is told by whom it comes from, not by its address alone", () => {
    const from = new Peer(PHONE_ETHER, PHONE, 137);
    const other = new Peer(PHONE_ETHER + 77, PHONE, 137);
    const to = new Peer(ROUTER_ETHER, 0xc0a801ff, 137);
    udp(from, to, text("register"));
    udp(other, to, text("register"));
    udp(from, to, text("register"));
    walk();
    expect(eventCount(EVENT_IDENTITY)).toBe(2);
    drained();
  });

  it("comes from the ports of those protocols", () => {
    const ports: u32[] = [67, 68, 137, 546, 547, 1900];
    for (let k = 0; k < ports.length; k++)
      assert(sent(7, text("port" + ports[k].toString()), ports[k]) == 1, ports[k].toString());
    expect(sent(8, text("ports"), 69)).toBe(0);
    // Over mDNS what is answered, and only from its own port.
    expect(sent(8, response("phone.local", PHONE), 5353)).toBe(1);
    const query = response("phone.local", PHONE);
    query.values[2] = 0;
    expect(sent(8, query, 5353)).toBe(0);
    expect(sent(8, response("phone.local", PHONE), 5355)).toBe(0);
  });

  it("is refused and counted where it is longer than an event takes", () => {
    expect(sent(9, new Octets().fill(1, DATAGRAM_MAX))).toBe(1);
    expect(identitiesRefused).toBe(0);
    expect(sent(9, new Octets().fill(1, DATAGRAM_MAX + 1))).toBe(0);
    expect(identitiesRefused).toBe(1);
    expect(sent(9, new Octets())).toBe(0);
  });
});
