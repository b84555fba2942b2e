// What leaves when flows open: told of flagged countries and of new devices, and only where the host asked.

import {
  COUNTRY_UNKNOWN,
  DEVICE_KIND_ETHER,
  DEVICE_SIZE,
  EVENT_BODY,
  EVENT_DEVICE,
  EVENT_FLOW,
  EVENT_FLOW_OPENED,
  EVENT_HASH,
  EVENT_KIND,
  EVENT_SIZE,
  EVENT_TIME,
  FLOW_SIZE,
  NAME_SIZE,
  NAME_TEXT,
  POLICY_IS_JUDGING,
  POLICY_VERDICTS,
  VERDICT_ACCEPT,
  VERDICT_ALERT,
} from "../../../assembly/abi";
import { Device, deviceCount, devicesMax, devicesRefused } from "../../../assembly/device/table";
import { drained, events, eventsSize, setToldKinds } from "../../../assembly/events";
import { entryOf, Flow } from "../../../assembly/flow/flow";
import { policyImage } from "../../../assembly/policy/image";
import {
  eventCount,
  flowOf,
  knowLocalPrefixes,
  now,
  Peer,
  PHONE,
  PHONE_ETHER,
  ROUTER_ETHER,
  SERVER,
  udp,
  walk,
} from "../helper/conversation";
import { response } from "../helper/dns-message";
import { text } from "../helper/octets";
import { ask } from "../helper/resolution";

const REMOTE_PORT: u32 = 9999;

knowLocalPrefixes();
setToldKinds(1 << EVENT_FLOW_OPENED);

let port: u32 = 3000;

/** A first datagram of a new flow. */
function open(ether: u64 = PHONE_ETHER, remote: u32 = SERVER): Flow {
  udp(new Peer(ether, PHONE, ++port), new Peer(ROUTER_ETHER, remote, REMOTE_PORT), text("hello"));
  walk();
  return flowOf(port, REMOTE_PORT);
}

/** The first event of a kind; it is there. */
function eventOf(kind: u32): usize {
  for (let event = events; event < events + eventsSize; event += load<u32>(event, EVENT_SIZE))
    if (<u32>load<u16>(event, EVENT_KIND) == kind) return event;
  assert(false, "no such event");
  return 0;
}

/** What the policy says of a country. */
function say(country: u32, verdict: u32): void {
  store<u32>(policyImage, 1, POLICY_IS_JUDGING);
  store<u8>(policyImage + country, <u8>verdict, POLICY_VERDICTS);
}

describe("a flow that opens", () => {
  it("is not told where nothing is flagged and nobody watches", () => {
    open();
    expect(eventsSize).toBe(0);
  });

  it("is told once, to a flagged country alone", () => {
    say(COUNTRY_UNKNOWN + 1, VERDICT_ALERT);
    open();
    expect(eventsSize).toBe(0);
    say(COUNTRY_UNKNOWN, VERDICT_ALERT);
    const flow = open();
    const event = eventOf(EVENT_FLOW_OPENED);
    expect(load<u32>(event, EVENT_SIZE)).toBe(EVENT_BODY + FLOW_SIZE);
    expect(load<u32>(event, EVENT_FLOW)).toBe(entryOf(flow));
    expect(load<u32>(event, EVENT_HASH)).toBe(flow.hash);
    expect(load<u64>(event, EVENT_TIME)).toBe(now);
    const told = changetype<Flow>(event + EVENT_BODY);
    expect(told.ports).toBe(flow.ports);
    expect(told.device).toBe(flow.device);
    expect(told.packetsUp).toBe(0);
    drained();
    udp(new Peer(PHONE_ETHER, PHONE, port), new Peer(ROUTER_ETHER, SERVER, REMOTE_PORT), text("again"));
    walk();
    expect(flow.packetsUp).toBe(2);
    expect(eventsSize).toBe(0);
  });

  it("is told with the name that its device had asked for", () => {
    const resolver = new Peer(ROUTER_ETHER, SERVER, 53);
    ask(new Peer(PHONE_ETHER, PHONE, 4444), resolver, response("a.example", 0x14000001));
    walk();
    drained();
    open(PHONE_ETHER, 0x14000001);
    const event = eventOf(EVENT_FLOW_OPENED);
    expect(load<u32>(event, EVENT_SIZE)).toBe(EVENT_BODY + FLOW_SIZE + NAME_SIZE);
    const name = event + EVENT_BODY + FLOW_SIZE;
    expect(String.UTF8.decodeUnsafe(name + NAME_TEXT, load<u8>(name))).toBe("a.example");
    drained();
    say(COUNTRY_UNKNOWN, VERDICT_ACCEPT);
    open();
    expect(eventsSize).toBe(0);
  });
});

describe("a device that is new", () => {
  it("is told where somebody takes it, once", () => {
    open(0x02_00_00_00_00_10);
    expect(eventsSize).toBe(0);
    setToldKinds(1 << EVENT_DEVICE);
    open(0x02_00_00_00_00_10);
    expect(eventsSize).toBe(0);
    const flow = open(0x02_00_00_00_00_11);
    expect(eventCount(EVENT_DEVICE)).toBe(1);
    const event = eventOf(EVENT_DEVICE);
    expect(load<u32>(event, EVENT_SIZE)).toBe(EVENT_BODY + DEVICE_SIZE);
    expect(load<u32>(event, EVENT_FLOW)).toBe(entryOf(flow));
    const device = changetype<Device>(event + EVENT_BODY);
    expect(device.low).toBe(0x02_00_00_00_00_11);
    expect(device.kind).toBe(DEVICE_KIND_ETHER);
    drained();
    open(0x02_00_00_00_00_11);
    expect(eventsSize).toBe(0);
  });

  it("is never the one that takes what finds no room", () => {
    for (let k: u64 = 0; deviceCount < devicesMax; k++) open(0x02_00_00_00_01_00 + k);
    drained();
    const refused = devicesRefused;
    open(0x02_00_00_00_02_00);
    expect(devicesRefused).toBe(refused + 1);
    expect(eventsSize).toBe(0);
  });
});
