import assert from "node:assert/strict";
import test from "node:test";
import { Announcer } from "../../../host/daemon/announcer.ts";
import { Broadcast } from "../../../host/daemon/broadcast.ts";
import { Log } from "../../../host/daemon/log.ts";
import { DeviceBook } from "../../../host/devices/book.ts";
import type { ObservedEvent } from "../../../host/observed.ts";
import { SteadyClock } from "../../../host/platform/clock.ts";
import { AlertBook } from "../../../host/report/alert-book.ts";
import type { FlowReport } from "../../../host/report/flows.ts";
import type { Happenings } from "../../../host/tap/messages.ts";

const DEVICES_SEEN_MAX = 4096;
const PHONE = "02:00:00:00:00:07";

function flowOf(country: string | null): FlowReport {
  return {
    ...{
      device: PHONE,
      local: "192.168.1.7",
      remote: "198.51.100.9",
      country,
      host: "bad.example",
      names: [],
    },
    ...{ packetsUp: 1, packetsDown: 0, bytesUp: 60, bytesDown: 0, verdict: "reject" },
  };
}

function announcer() {
  const lines: string[] = [];
  const events: ObservedEvent[] = [];
  const audience = {
    alerts: new AlertBook(),
    broadcast: new Broadcast(),
    book: new DeviceBook(),
    log: new Log("info", (line) => lines.push(line)),
  };
  audience.broadcast.subscribe((event) => events.push(event));
  const all = new Announcer(audience, SteadyClock.create(), (flow) => ({ ...flow, organization: "Example" }));
  const happened = (happenings: Partial<Happenings>) =>
    all.happened({ flows: [], devices: [], claims: [], answers: [], notSent: 0, ...happenings });
  return { all, audience, lines, events, happened };
}

test("a flagged flow is told with what no tap knows; the first to its country is an alert as well", () => {
  const { lines, events, audience, happened } = announcer();
  happened({ flows: [flowOf("CN"), flowOf("CN")] });
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["flow", "alert", "flow"],
  );
  const [first, second] = events;
  assert.ok(first.kind === "flow" && second.kind === "alert");
  assert.equal(first.flow.organization, "Example");
  assert.equal(second.alert.flow.organization, "Example");
  assert.match(second.alert.time!, /^20\d\d-.*Z$/);
  assert.equal(audience.alerts.raised, 1);
  assert.deepEqual(lines, [
    `level=warning event=alert device=${PHONE} country=CN remote=198.51.100.9 host=bad.example verdict=reject\n`,
  ]);
});

test("a flow to no country is told, and no alert", () => {
  const { lines, events, happened } = announcer();
  happened({ flows: [flowOf(null)] });
  assert.deepEqual([events.map(({ kind }) => kind), lines], [["flow"], []]);
});

test("a device is met once, whoever tells of it again", () => {
  const { lines, events, happened } = announcer();
  happened({ devices: [PHONE] });
  happened({ devices: [PHONE, "02:00:00:00:00:08"] });
  assert.deepEqual(
    events.map((event) => event.kind === "device" && event.device),
    [PHONE, "02:00:00:00:00:08"],
  );
  assert.equal(lines[0], `level=info event="new device" device=${PHONE}\n`);
});

test("so many devices are met, and no more: a flood of made-up ones is no news", () => {
  const { events, happened } = announcer();
  happened({ devices: Array.from({ length: DEVICES_SEEN_MAX + 10 }, (_, k) => `device ${k}`) });
  assert.equal(events.length, DEVICES_SEEN_MAX);
});

test("claims enter the book before what is told at the same time; what was not sent adds up", () => {
  const { all, audience, happened } = announcer();
  happened({
    claims: [{ device: PHONE, kind: "hostName", text: "phone", source: "dhcp" }],
    notSent: 3,
  });
  happened({ notSent: 2 });
  assert.equal(audience.book.nameOf(PHONE)?.name, "phone");
  assert.equal(all.notSent, 5);
});
