// A trunk: the kernel takes tags out of frames, and the daemon counts them all the same.

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { describe } from "node:test";
import { daemonMissing } from "../../daemon.ts";
import type { Namespace } from "../../namespace.ts";
import { Namespaces } from "../../namespaces.ts";
import { assertNoWayOut } from "../../no-way-out.ts";
import { missing } from "../../requirements.ts";
import { ENDPOINT_PORT, RunningDaemon } from "../../running-daemon.ts";
import { waitFor } from "../../wait.ts";
import { missingInside } from "../inside.ts";

const TRUNK = "lan1";
const VLAN = "lan1.10";

const DEVICE = "192.168.10.2";
/** The router's: one for each way of sending tags. */
const TAGS_BY_CARD = "192.168.10.1";
const TAGS_IN_FRAMES = "192.168.10.3";

const PINGS = 5;
const PAYLOAD = 100;
/** Ethernet, IPv4, ICMP. */
const UNTAGGED_SIZE = 14 + 20 + 8 + PAYLOAD;
const TAG_SIZE = 4;

const skip = missingInside() || missing("ping") || daemonMissing();

describe("a trunk and the VLAN in it", { skip }, () => {
  test("tags count on the trunk, and not on the VLAN's interface", async () => {
    const namespaces = new Namespaces();
    try {
      const [router, device] = ["router", "device"].map((label) => namespaces.add(label));
      connect(router, device);
      assertNoWayOut(namespaces.all());
      const [trunk, vlan] = await Promise.all(
        [TRUNK, VLAN].map((name, k) => watch(router, namespaces.folder, name, ENDPOINT_PORT + k)),
      );
      await ping(device, TAGS_BY_CARD);
      for (const [namespace, link] of [
        [router, TRUNK],
        [device, "eth0"],
      ] as const)
        namespace.runNow(["ethtool", "-K", link, "txvlan", "off"]);
      await ping(device, TAGS_IN_FRAMES);
      for (const address of [TAGS_BY_CARD, TAGS_IN_FRAMES]) {
        const tagged = PINGS * (UNTAGGED_SIZE + TAG_SIZE);
        const untagged = PINGS * UNTAGGED_SIZE;
        assert.deepEqual(await bytes(trunk, address), { bytesUp: tagged, bytesDown: tagged });
        assert.deepEqual(await bytes(vlan, address), { bytesUp: untagged, bytesDown: untagged });
      }
      for (const daemon of [trunk, vlan]) assert.equal((await daemon.stop()).status, 0);
    } finally {
      await namespaces.close();
    }
  });
});

function connect(router: Namespace, device: Namespace): void {
  for (const namespace of [router, device]) {
    namespace.sysctl({ "net.ipv6.conf.default.disable_ipv6": 1 });
  }
  router.ip(`link add ${TRUNK} type veth peer name eth0 netns ${device.name}`);
  router.ip(
    `link add link ${TRUNK} name ${VLAN} type vlan id 10`,
    `link set ${TRUNK} up`,
    `addr add ${TAGS_BY_CARD}/24 dev ${VLAN}`,
    `addr add ${TAGS_IN_FRAMES}/24 dev ${VLAN}`,
    `link set ${VLAN} up`,
  );
  device.ip(
    "link add link eth0 name eth0.10 type vlan id 10",
    "link set eth0 up",
    `addr add ${DEVICE}/24 dev eth0.10`,
    "link set eth0.10 up",
  );
}

async function watch(router: Namespace, folder: string, name: string, port: number): Promise<RunningDaemon> {
  const daemon = await RunningDaemon.start(router, folder, {
    bordertap: { interfaces: [name], leases: join(folder, "no.leases") },
    geo: { update_interval_hours: 0, directory: join(folder, "geo") },
    http: { listen: "127.0.0.1", port },
  });
  await daemon.untilInterface(name, "capturing");
  return daemon;
}

async function ping(device: Namespace, address: string): Promise<void> {
  const options = ["-n", "-i", "0.2", "-W", "5", "-c", `${PINGS}`, "-s", `${PAYLOAD}`];
  const { stdout } = await device.run(["ping", ...options, address]);
  assert.match(stdout, new RegExp(`^${PINGS} packets transmitted, ${PINGS} received`, "m"));
}

/** Of the only flow with `address`, when all its packets are there. */
async function bytes(
  daemon: RunningDaemon,
  address: string,
): Promise<{ bytesUp: number; bytesDown: number }> {
  const whole = async () =>
    (await daemon.flows()).find(
      ({ local, remote, packetsUp, packetsDown }) =>
        (local === address || remote === address) && packetsUp === PINGS && packetsDown === PINGS,
    );
  const { bytesUp, bytesDown } = await waitFor(whole, `pings to ${address}`);
  return { bytesUp, bytesDown };
}
