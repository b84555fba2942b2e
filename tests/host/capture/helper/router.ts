// A home in three network namespaces: a client, this thread as the router, a server. There is no way out of them.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { enterNamespace, ip, run } from "../../helper/namespace.ts";

/** A namespace that lives as long as its process. */
class Peer {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async start(): Promise<Peer> {
    // Says so once it is in its namespace.
    const holder = spawn("unshare", ["-n", "sh", "-c", "echo here; exec sleep 300"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(holder.stdout!, "data");
    return new Peer(holder);
  }

  get pid(): string {
    return String(this.#holder.pid);
  }

  run(program: string, ...options: string[]): string {
    return run("nsenter", "-t", this.pid, "-n", program, ...options);
  }

  /** A program that goes on; resolves with its first output. */
  async serve(program: string, ...options: string[]): Promise<ChildProcess> {
    const child = spawn("nsenter", ["-t", this.pid, "-n", program, ...options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit").then(() => assert.fail(`${program} ended`));
    await Promise.race([once(child.stdout!, "data"), ended]);
    // Later on it ends by being stopped.
    ended.catch(() => {});
    return child;
  }

  stop(): void {
    this.#holder.kill("SIGKILL");
  }
}

/** Group memberships, which hosts report when they like, are kept from being flows. */
const RULES = `
table ip quiet {
  chain prerouting {
    type filter hook prerouting priority -300
    ip daddr 224.0.0.0/4 drop
  }
  chain output {
    type filter hook output priority -300
    ip daddr 224.0.0.0/4 drop
  }
}
table ip nat {
  chain postrouting {
    type nat hook postrouting priority 100
    oifname "wan" masquerade
  }
  chain prerouting {
    type nat hook prerouting priority -100
    iifname "wan" tcp dport 8080 dnat to 192.168.1.7:80
  }
}
table ip6 track {
  chain forward {
    type filter hook forward priority 0
    ct state new accept
  }
}
`;

/** Echoes UDP on port 7000 and TCP on port 80. */
const ECHO = `
const sockets = ["udp4", "udp6"].map((type) => {
  const socket = require("dgram").createSocket({ type, ipv6Only: type === "udp6" });
  return socket.on("message", (octets, from) => socket.send(octets, from.port, from.address)).bind(7000);
});
require("net").createServer((socket) => socket.pipe(socket)).listen(80, () => console.log("listening"));
`;

export interface Home {
  readonly client: Peer;
  readonly server: Peer;
}

/** Client 192.168.1.7 and 2001:db8:1::7, router .1 and ::1, WAN 203.0.113.2; server 203.0.113.9 and 2001:db8:2::9. */
export async function startHome(context: { after(done: () => void): void }): Promise<Home> {
  enterNamespace();
  const [client, server] = [await Peer.start(), await Peer.start()];
  run("nft", RULES);
  const children: ChildProcess[] = [];
  context.after(() => {
    for (const child of children) child.kill("SIGKILL");
    client.stop();
    server.stop();
  });
  ip(`
    link add br-lan type bridge
    link add lan type veth peer name eth0 netns ${client.pid}
    link add wan type veth peer name eth0 netns ${server.pid}
    link set lan master br-lan
    link set lo up
    link set lan up
    link set br-lan up
    link set wan up
    addr add 192.168.1.1/24 dev br-lan
    addr add 2001:db8:1::1/64 dev br-lan nodad
    addr add 203.0.113.2/24 dev wan
    addr add 2001:db8:2::2/64 dev wan nodad
  `);
  const ends = [
    [client, "192.168.1.7/24", "2001:db8:1::7/64", "192.168.1.1", "2001:db8:1::1"],
    [server, "203.0.113.9/24", "2001:db8:2::9/64", "203.0.113.2", "2001:db8:2::2"],
  ] as const;
  for (const [peer, ipv4, ipv6, router4, router6] of ends) {
    for (const command of ["link set lo up", "link set eth0 up", `addr add ${ipv4} dev eth0`])
      peer.run("ip", ...command.split(" "));
    for (const command of [`addr add ${ipv6} dev eth0 nodad`, `route add default via ${router6}`])
      peer.run("ip", "-6", ...command.split(" "));
    peer.run("ip", "route", "add", "default", "via", router4);
    children.push(await peer.serve(process.execPath, "-e", ECHO));
  }
  for (const setting of [
    "net.ipv4.ip_forward=1",
    "net.ipv6.conf.all.forwarding=1",
    "net.netfilter.nf_conntrack_acct=1",
  ])
    run("sysctl", "-q", "-w", setting);
  return { client, server };
}

/** Sends so many datagrams of so many octets from a port of its own, each after the echo of the one before. */
export function echoUdp(peer: Peer, address: string, count: number, size: number): void {
  peer.run(
    process.execPath,
    "-e",
    `
    const socket = require("dgram").createSocket("${address.includes(":") ? "udp6" : "udp4"}");
    let left = ${count};
    const send = () => (left-- === 0 ? socket.close() : socket.send(Buffer.alloc(${size}), 7000, "${address}"));
    socket.on("message", send);
    send();
    `,
  );
}

/** Sends so many octets over one TCP connection and waits for all of them. */
export function echoTcp(peer: Peer, address: string, port: number, size: number): void {
  peer.run(
    process.execPath,
    "-e",
    `
    const socket = require("net").connect(${port}, "${address}");
    let got = 0;
    socket.on("data", (octets) => { got += octets.length; if (got === ${size}) socket.end(); });
    socket.write(Buffer.alloc(${size}));
    `,
  );
}
