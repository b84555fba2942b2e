// What devices say of themselves leaves no faster than the host is to read it, through real frames.

import { EVENT_IDENTITY } from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { identitiesRefused } from "../../../assembly/names/identity";
import {
  eventCount,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  udp,
  walk,
} from "../helper/conversation";
import { text } from "../helper/octets";

const SSDP: u32 = 1900;
const GROUP: u32 = 0xeffffffa;
const BURST = 64;
const A_SECOND = 16;

knowLocalPrefixes();

let said: u32 = 0;

/** How many of `count` datagrams leave that a device sends at once, none like another. */
function told(device: u32, count: i32): i32 {
  for (let k = 0; k < count; k++) {
    const server = "NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\nSERVER: " + (said++).toString() + "\r\n\r\n";
    const from = new Peer(PHONE_ETHER + device, PHONE + device, SSDP);
    udp(from, new Peer(ROUTER_ETHER, GROUP, SSDP), text(server));
    walk();
  }
  const events = eventCount(EVENT_IDENTITY);
  drained();
  return events;
}

describe("a device that never says the same twice", () => {
  it("is told so often, and so many at once", () => {
    expect(told(1, 100)).toBe(BURST);
    expect(identitiesRefused).toBe(100 - BURST);
    pass(1);
    expect(told(1, 100)).toBe(A_SECOND);
    pass(3600);
    expect(told(1, 100)).toBe(BURST);
  });

  it("is told again where the clock was set", () => {
    pass(86400);
    told(1, 1);
    pass(0 - 86400);
    expect(told(1, 1)).toBe(1);
    expect(told(1, 100)).toBe(BURST - 1);
    pass(3600);
  });

  it("keeps few others from being told", () => {
    told(1, 100);
    let kept = 0;
    for (let device: u32 = 2; device < 1002; device++) kept += told(device, 1);
    expect(kept).toBeGreaterThan(1000 - 64);
  });

  it("says again what was refused", () => {
    pass(3600);
    told(1, BURST);
    said = 0;
    expect(told(1, 1)).toBe(0);
    pass(1);
    said = 0;
    expect(told(1, 1)).toBe(1);
  });
});
