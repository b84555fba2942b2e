// What a daemon on br-lan says of a household whose traffic the kernel, tcpdump and the clients count as well.

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after, before, describe } from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "./daemon.ts";
import { HOSTS } from "./hosts.ts";
import { fetchQuietly } from "./household.ts";
import { Lab } from "./lab.ts";
import { WAN } from "./network.ts";
import { missingForLab } from "./requirements.ts";
import { BORDERTAP, type RunningDaemon } from "./running-daemon.ts";

const PHOTO_SIZE = 3_000_000;
/** 5353, of 224.0.0.251: nobody answers, and no router passes it on. */
const MULTICAST = { address: "224.0.0.251", port: 5353, count: 10 };

const skip = missingForLab("tcpdump") || daemonMissing();
if (skip) console.log(`tests of a household skipped: ${skip}`);

interface Flow {
  readonly device: string;
  readonly local: string;
  readonly remote: string;
  readonly country: string | null;
  readonly host?: string;
  readonly hostSource?: string;
  readonly packetsUp: number;
  readonly packetsDown: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

interface Device {
  readonly device: string;
  readonly addresses: readonly string[];
  readonly name?: string;
  readonly nameSource?: string;
}

describe("a household", { skip }, () => {
  let lab: Lab;
  let daemon: RunningDaemon;
  before(async () => {
    lab = await Lab.create({ addressing: "dhcp", clients: ["phone", "laptop"] });
    daemon = await watchLab(lab);
    await daemon.untilInterface("br-lan", "capturing");
  });
  after(() => lab?.close());

  test("devices, their names and addresses, countries, hosts and uploads", async () => {
    const { photos, news } = HOSTS;
    const upload = ["-T", "-"];
    await fetchQuietly(
      lab,
      "phone",
      `https://${photos.name}/upload`,
      ["-4", ...upload],
      "x".repeat(PHOTO_SIZE),
    );
    await fetchQuietly(
      lab,
      "phone",
      `https://${photos.name}/upload`,
      ["-6", ...upload],
      "x".repeat(PHOTO_SIZE),
    );
    await fetchQuietly(lab, "laptop", `http://${news.name}/octets/100000`, ["-4"]);
    await fetchQuietly(lab, "laptop", `http://${news.name}/octets/100000`, ["-6"]);
    for (const client of ["phone", "laptop"]) {
      const { mac, ipv4, ipv6 } = lab.addresses(client);
      await daemon.until("devices", ({ devices }) =>
        devices.some(
          ({ device, addresses, name, nameSource }: Device) =>
            device === mac &&
            [...ipv4, ...ipv6].every((address) => addresses.includes(address)) &&
            name === client &&
            nameSource === "lease",
        ),
      );
    }
    const { mac: phone } = lab.addresses("phone");
    const flows: Flow[] = await daemon.flows(`&device=${phone}&country=CN`);
    assert.deepEqual(
      flows.map(({ remote, host, hostSource }) => [remote, host, hostSource]).sort(),
      [photos.ipv4, photos.ipv6].map((address) => [address, photos.name, "sni"]).sort(),
    );
    for (const { bytesUp } of flows)
      assert.ok(bytesUp > PHOTO_SIZE && bytesUp < PHOTO_SIZE * 1.1, `${bytesUp}`);
    const { mac: laptop } = lab.addresses("laptop");
    const browsed: Flow[] = await daemon.flows(`&device=${laptop}&country=NL`);
    assert.deepEqual(
      browsed.map(({ host, hostSource }) => [host, hostSource]),
      Array(2).fill([news.name, "http"]),
    );
    const { alerts } = await daemon.json("alerts");
    assert.deepEqual(
      alerts.map(({ device, country }: Flow) => [device, country]),
      [[phone, "CN"]],
    );
  });

  test("the command line's clients understand what they are told", async () => {
    const { mac } = lab.addresses("phone");
    const rows: [command: string, pattern: RegExp][] = [
      ["status", /br-lan: capturing/],
      ["devices", /phone/],
      ["flows", new RegExp(HOSTS.photos.name)],
      ["alerts", new RegExp(`${mac} to China`)],
    ];
    for (const [command, pattern] of rows) {
      const { status, stdout, stderr } = await lab.run("router", [process.execPath, BORDERTAP, command]);
      assert.deepEqual([status, stderr], [0, ""], command);
      assert.match(stdout, pattern);
    }
  });

  test("what is said to a group is counted once, whoever says it", async () => {
    for (const who of ["phone", "router"]) {
      const { address, port, count } = MULTICAST;
      await lab.run(who, ["node", "-e", SAY, "192.168.1.1", address, String(port), String(count)]);
    }
    const { mac } = lab.addresses("phone");
    const router = lab
      .of("router")
      .links()
      .find(({ ifname }) => ifname === "br-lan")!.address;
    const said = async () =>
      (await daemon.flows()).filter(({ remote }: Flow) => remote === MULTICAST.address);
    // The kernel may hand a block over in the middle of what one says.
    const isWhole = ({ packetsUp }: Flow) => packetsUp >= MULTICAST.count;
    await lab.waitFor(async () => (await said()).filter(isWhole).length === 2, "both flows, whole");
    const counted = (await said()).map(({ device, packetsUp, packetsDown }: Flow) => [
      device,
      packetsUp,
      packetsDown,
    ]);
    const expected = [mac, router].map((device) => [device, MULTICAST.count, 0]);
    assert.deepEqual(counted.sort(), expected.sort());
  });
});

describe("a daemon that no lease tells a name", { skip }, () => {
  test("hears DHCP on the wire", async () => {
    const lab = await Lab.create({ addressing: "dhcp", clients: ["phone"] });
    try {
      const config = daemonConfig(lab, { leases: join(lab.folder, "no.leases") });
      const daemon = await watchLab(lab, config);
      await daemon.untilInterface("br-lan", "capturing");
      await lab.run("phone", [
        "udhcpc",
        "-q",
        "-n",
        "-i",
        "eth0",
        "-s",
        "/bin/true",
        "-x",
        "hostname:Annas-Phone",
      ]);
      const { mac } = lab.addresses("phone");
      await daemon.until("devices", ({ devices }) =>
        devices.some(
          ({ device, name, nameSource }: Device) =>
            device === mac && name === "Annas-Phone" && nameSource === "dhcp",
        ),
      );
    } finally {
      await lab.close();
    }
  });
});

describe("a delegated prefix that changes", { skip }, () => {
  test("is local at once, and a flow that is opened from outside is up from the device", async () => {
    const before = "2003:c1:5555:1";
    const after = "2003:c1:6666:1";
    const lab = await Lab.create({ lanPrefix6: before });
    try {
      const daemon = await watchLab(lab);
      await daemon.until("status", ({ local }) => local.includes(`${before}::/64`));
      lab.of("router").ip(`addr del ${before}::1/64 dev br-lan`, `addr add ${after}::1/64 dev br-lan nodad`);
      lab.of("client1").ip(`addr add ${after}::11/64 dev eth0 nodad`);
      lab.of("internet").ip(`route add ${after}::/64 via ${WAN.ipv6}`);
      await daemon.until(
        "status",
        ({ local }) => local.includes(`${after}::/64`) && !local.includes(`${before}::/64`),
      );
      // Both ends are public: without the prefix whoever speaks first would be the local one.
      const { ipv6: remote, country } = HOSTS.news;
      await lab.run("internet", ["node", "-e", TELL, remote, `${after}::11`, "4000"]);
      const told = async () =>
        (await daemon.flows()).find(({ remotePort }: { remotePort: number }) => remotePort === 4000);
      const flow = await lab.waitFor(told, "the flow");
      assert.deepEqual(
        [flow.device, flow.local, flow.remote, flow.country, flow.packetsUp, flow.packetsDown],
        [lab.addresses("client1").mac, `${after}::11`, remote, country, 0, 1],
      );
    } finally {
      await lab.close();
    }
  });
});

/** `node -e ... FROM TO PORT`: a datagram from PORT to PORT. */
const TELL = `
  const [from, to, port] = process.argv.slice(1);
  const socket = require("node:dgram").createSocket("udp6");
  socket.bind(Number(port), from, () => socket.send("news", Number(port), to, () => socket.close()));
`;

/** `node -e ... INTERFACE GROUP PORT COUNT`: says something to a group. */
const SAY = `
  const [from, group, port, count] = process.argv.slice(1);
  const socket = require("node:dgram").createSocket("udp4");
  socket.bind(0, () => {
    if (require("node:os").networkInterfaces()["br-lan"]) socket.setMulticastInterface(from);
    let left = Number(count);
    const next = () => (left-- > 0 ? socket.send("hello", Number(port), group, next) : socket.close());
    next();
  });
`;
