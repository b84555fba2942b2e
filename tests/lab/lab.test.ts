// The lab itself: real programs reach each other as in a household, and nothing else.

import assert from "node:assert/strict";
import test, { after, before, describe } from "node:test";
import { ALL_HOSTS, HOSTS } from "./hosts.ts";
import { certificateIn, UDP_ECHO_PORT } from "./internet.ts";
import { Lab } from "./lab.ts";
import { Namespaces } from "./namespaces.ts";
import { type NetworkOptions, WAN } from "./network.ts";
import { assertNoWayOut } from "./no-way-out.ts";
import { missing, missingForLab } from "./requirements.ts";

/** Segments of an upload that is to be merged, in octets. */
const UPLOAD_SIZE = 1 << 20;
/** An Ethernet frame of 1,500 octets of IP. */
const FRAME_MAX = 1514;

const skip = missingForLab("iperf3", "tcpdump", "ping");
if (skip) console.log(`tests of the lab skipped: ${skip}`);

async function timedLab(options: NetworkOptions): Promise<Lab> {
  const start = performance.now();
  const lab = await Lab.create(options);
  console.log(`lab of ${lab.clients.join(", ")}: ${Math.round(performance.now() - start)} ms`);
  return lab;
}

describe("a household with DHCP", { skip }, () => {
  let lab: Lab;
  before(async () => {
    lab = await timedLab({ addressing: "dhcp", clients: ["phone", "laptop"], guests: ["visitor"] });
  });
  after(() => lab?.close());

  test("each client has a lease, and the router knows its name", async () => {
    const { stdout } = await lab.run("router", ["cat", lab.leaseFile]);
    for (const client of lab.clients) {
      const { mac, ipv4, ipv6 } = lab.addresses(client);
      assert.match(stdout, new RegExp(`^\\d+ ${mac} ${ipv4[0]} ${client} `, "m"));
      const prefix = client === "visitor" ? /^192\.168\.2\.1\d\d$/ : /^192\.168\.1\.1\d\d$/;
      assert.match(ipv4[0], prefix);
      assert.equal(ipv6.length, 1);
    }
  });

  test("the router answers for the hosts of the internet", async () => {
    for (const { name, ipv4, ipv6 } of ALL_HOSTS) {
      const { stdout } = await lab.run("phone", ["getent", "ahosts", name]);
      const addresses = new Set(stdout.split("\n").map((line) => line.split(/\s/)[0]));
      addresses.delete("");
      assert.deepEqual(addresses, new Set([ipv4, ipv6]));
    }
    const { status } = await lab.run("phone", ["getent", "ahosts", "elsewhere.example"]);
    assert.equal(status, 2);
  });

  test("IPv4 goes through NAT, IPv6 as it is", async () => {
    for (const client of lab.clients) {
      const url = `http://${HOSTS.news.name}/front`;
      const { status, headers, ...answer } = await lab.get(client, url, "-4");
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json");
      assert.deepEqual(JSON.parse(answer.body), {
        host: HOSTS.news.name,
        path: "/front",
        from: `::ffff:${WAN.ipv4}`,
      });
      assert.equal((await lab.get(client, url, "-6")).json().from, lab.addresses(client).ipv6[0]);
    }
  });

  test("HTTPS with the certificate of the lab, and not without", async () => {
    const url = `https://${HOSTS.photos.name}/`;
    const answer = await lab.get("phone", url, "--cacert", certificateIn(lab.folder));
    assert.equal(answer.json().host, HOSTS.photos.name);
    await assert.rejects(lab.get("phone", url), /certificate/);
  });

  test("what is uploaded and downloaded arrives whole", async () => {
    const put = ["curl", "-qsS", "-T", "-", `http://${HOSTS.photos.name}/upload`];
    const { stdout } = await lab.run("laptop", put, { input: "x".repeat(UPLOAD_SIZE) });
    assert.deepEqual(JSON.parse(stdout), { received: UPLOAD_SIZE });
    const { body } = await lab.get("laptop", `http://${HOSTS.video.name}/octets/300001`);
    assert.equal(body.length, 300001);
  });

  test("UDP comes back from where it was sent to", async () => {
    for (const address of [HOSTS.video.ipv4, HOSTS.shop.ipv6]) {
      const { stdout } = await lab.run("phone", ["node", "-e", ASK_ECHO, address, String(UDP_ECHO_PORT)]);
      assert.equal(stdout, `ping from ${address}`);
    }
  });

  test("iperf3 measures through the router", async () => {
    const server = lab.start("internet", ["iperf3", "-s", "-1", "--forceflush"]);
    await server.until("Server listening");
    const client = ["iperf3", "-J", "-n", "4M", "-c", HOSTS.shop.name];
    const { end } = JSON.parse((await lab.run("laptop", client)).stdout);
    // The server may be told the end before the last of it has arrived.
    assert.ok(end.sum_sent.bytes >= 4 << 20, `${end.sum_sent.bytes} bytes sent`);
    assert.ok(end.sum_received.bytes > 0);
    assert.equal((await server.ended).status, 0);
  });

  test("conntrack counts bytes", async () => {
    const { stdout } = await lab.run("router", ["sysctl", "-n", "net.netfilter.nf_conntrack_acct"]);
    assert.equal(stdout, "1\n");
  });
});

/** `node -e ... ADDRESS PORT`: prints what came back, and whence. */
const ASK_ECHO = `
  const [address, port] = process.argv.slice(1);
  const socket = require("node:dgram").createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.on("message", (message, from) => {
    process.stdout.write(message + " from " + from.address);
    socket.close();
  });
  socket.send("ping", Number(port), address);
`;

describe("what is on br-lan", { skip }, () => {
  test("merged segments with offloads, frames as on a cable without", async () => {
    for (const offloads of [true, false]) {
      const lab = await timedLab({ offloads });
      try {
        const lengths = await lengthsOnLan(lab, () => upload(lab), wholeUpload);
        assert.equal(Math.max(...lengths) > FRAME_MAX, offloads, `longest frame ${Math.max(...lengths)}`);
      } finally {
        await lab.close();
      }
    }
  });

  test("without IPv6 nothing but what was sent, and no longer than the MTU", async () => {
    const lab = await timedLab({ ipv6: false, offloads: false, mtu: 1400 });
    try {
      const ping = ["ping", "-c", "1", "-n", "192.168.1.1"];
      const lengths = await lengthsOnLan(
        lab,
        () => lab.run("client1", ping),
        (seen) => seen.length >= 4,
      );
      // ARP's question and answer, ICMP's as well.
      assert.deepEqual(lengths, [42, 42, 98, 98]);
      const uploaded = await lengthsOnLan(lab, () => upload(lab), wholeUpload);
      assert.equal(Math.max(...uploaded), 1400 + 14);
    } finally {
      await lab.close();
    }
  });

  async function upload(lab: Lab): Promise<void> {
    const put = ["curl", "-qsS", "-T", "-", `http://${HOSTS.photos.ipv4}/upload`];
    const { status } = await lab.run("client1", put, { input: "x".repeat(UPLOAD_SIZE) });
    assert.equal(status, 0);
  }

  function wholeUpload(lengths: readonly number[]): boolean {
    return lengths.reduce((sum, length) => sum + length, 0) > UPLOAD_SIZE;
  }

  /** Lengths of the frames that tcpdump sees in the meantime, in octets. It is stopped when they are `enough`. */
  async function lengthsOnLan(
    lab: Lab,
    meantime: () => Promise<unknown>,
    enough: (lengths: readonly number[]) => boolean,
  ): Promise<number[]> {
    const options = ["--immediate-mode", "-Z", "root", "-s", "64", "-l", "-e", "-n", "-q"];
    const tcpdump = lab.start("router", ["tcpdump", "-i", "br-lan", ...options]);
    const lengths = (): number[] =>
      [...tcpdump.stdout.matchAll(/, length (\d+): .*\n/g)].map(([, length]) => Number(length));
    await tcpdump.until("listening on");
    await meantime();
    await lab.waitFor(
      () => enough(lengths()),
      () => `frames: ${tcpdump.stdout.slice(-2000)}`,
    );
    const { stderr } = await tcpdump.stop("SIGINT");
    assert.match(stderr, /^0 packets dropped by kernel/m);
    return lengths();
  }
});

describe("no way out", { skip: missing() }, () => {
  const namespaces = new Namespaces();
  const elsewhere = new Namespaces();
  const inside = namespaces.add("inside");
  const other = namespaces.add("other");
  inside.ip(`link add eth0 type veth peer name eth0 netns ${other.name}`, "link set eth0 up");
  other.ip("link set eth0 up", "addr add 192.168.7.1/24 dev eth0");
  after(() => Promise.all([namespaces.close(), elsewhere.close()]));

  test("two namespaces and the cable between them are sealed", () => {
    assertNoWayOut(namespaces.all());
  });

  test("a cable to a namespace of others is found", () => {
    inside.ip(`link add cable type veth peer name eth0 netns ${elsewhere.add("elsewhere").name}`);
    assert.throws(() => assertNoWayOut(namespaces.all()), /cable in \S+-inside leads to \S+-elsewhere/);
    inside.ip("link delete cable");
    assertNoWayOut(namespaces.all());
  });

  test("a link that may lead anywhere is found when it is up", (t) => {
    // Kernels have the one or the other.
    const kinds = ["link add tunnel type dummy", "tuntap add dev tunnel mode tun"];
    if (!kinds.some(succeeds)) return t.skip("this kernel has neither dummy nor tun links");
    assertNoWayOut(namespaces.all());
    inside.ip("link set tunnel up");
    assert.throws(() => assertNoWayOut(namespaces.all()), /tunnel in \S+-inside is up/);
    inside.ip("link delete tunnel");
  });

  function succeeds(line: string): boolean {
    try {
      inside.ip(line);
      return true;
    } catch {
      return false;
    }
  }

  test("a default route is found, but a client's", () => {
    other.ip("route add default via 192.168.7.2");
    assert.throws(() => assertNoWayOut(namespaces.all()), /-other has a route to 9\.9\.9\.9/);
    assertNoWayOut(namespaces.all(), ["other"]);
    other.ip("route delete default");
  });

  test("an address elsewhere cannot be reached", async () => {
    const lab = await Lab.create();
    try {
      for (const label of ["client1", "router", "internet"])
        await assert.rejects(lab.get(label, "http://9.9.9.9/"), /connect to 9\.9\.9\.9/);
    } finally {
      await lab.close();
    }
  });
});
