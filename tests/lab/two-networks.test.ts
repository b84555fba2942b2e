// Two watched networks of one router: what devices of both say to each other passes both interfaces.

import assert from "node:assert/strict";
import test from "node:test";
import { daemonConfig, daemonMissing, ENDPOINT, startDaemon } from "./daemon.ts";
import { Lab } from "./lab.ts";
import { missingForLab } from "./requirements.ts";

const PINGS = 20;
const ICMP = 1;
const ICMPV6 = 58;
/** Of IPv4 without options and of IPv6; Ethernet and ICMP. */
const IP_SIZES = { [ICMP]: 20, [ICMPV6]: 40 };
const ETHER_AND_ICMP_SIZE = 14 + 8;
const PAYLOAD_SIZE = 200;

interface Flow {
  readonly local: string;
  readonly remote: string;
  readonly protocol: number;
  readonly packetsUp: number;
  readonly packetsDown: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

const skip = missingForLab("ping") || daemonMissing();
if (skip) console.log(`tests of two networks skipped: ${skip}`);

test("frames between two watched networks count once, in each direction", { skip }, async () => {
  const lab = await Lab.create({ clients: ["phone"], guests: ["visitor"] });
  try {
    const config = daemonConfig(lab);
    // No name of an interface: both bridges are found.
    await startDaemon(lab, { ...config, bordertap: { mode: "alert", leases: lab.leaseFile } });
    const visitor = lab.addresses("visitor");
    for (const address of [visitor.ipv4[0], visitor.ipv6[0]]) {
      const ping = ["ping", "-c", String(PINGS), "-i", "0.01", "-s", String(PAYLOAD_SIZE), address];
      assert.equal((await lab.run("phone", ping)).status, 0);
    }
    const flows = await lab.waitFor(async () => {
      const { body } = await lab.get("router", `${ENDPOINT}/api/v1/flows?limit=1000`);
      const all = (JSON.parse(body) as { flows: Flow[] }).flows;
      // Each direction is heard on another interface, so either end may be taken for the first to speak.
      const own = [visitor.ipv4[0], visitor.ipv6[0]];
      const pings = all.filter(({ local, remote }) => own.includes(local) || own.includes(remote));
      const icmp = pings.filter(({ protocol }) => protocol === ICMP || protocol === ICMPV6);
      const whole = icmp.filter(({ packetsUp, packetsDown }) => packetsUp + packetsDown >= 2 * PINGS);
      return whole.length === 2 ? whole : undefined;
    }, "both flows");
    for (const { protocol, packetsUp, packetsDown, bytesUp, bytesDown } of flows) {
      const bytes = PINGS * (IP_SIZES[protocol as 1 | 58] + ETHER_AND_ICMP_SIZE + PAYLOAD_SIZE);
      assert.deepEqual(
        { packetsUp, packetsDown, bytesUp, bytesDown },
        {
          packetsUp: PINGS,
          packetsDown: PINGS,
          bytesUp: bytes,
          bytesDown: bytes,
        },
      );
    }
    // What the router itself says to a device comes in nowhere else, and counts.
    const { ipv4 } = lab.addresses("phone");
    assert.equal(
      (await lab.run("router", ["ping", "-c", "3", "-i", "0.01", "-I", "192.168.2.1", ipv4[0]])).status,
      0,
    );
    await lab.waitFor(async () => {
      const { body } = await lab.get("router", `${ENDPOINT}/api/v1/flows?limit=1000`);
      const all = (JSON.parse(body) as { flows: Flow[] }).flows;
      return all.find(
        ({ local, remote, packetsUp, packetsDown }) =>
          [local, remote].includes("192.168.2.1") && packetsUp === 3 && packetsDown === 3,
      );
    }, "the router's own pings");
  } finally {
    await lab.close();
  }
});
