import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress, formatPrefix } from "../../../host/address.ts";
import { NetlinkFormatError } from "../../../host/netlink/format-error.ts";
import { readLink } from "../../../host/netlink/link.ts";
import { readLinkAddress } from "../../../host/netlink/link-address.ts";
import { type Message, messages } from "../../../host/netlink/message.ts";
import { readNeighbour } from "../../../host/netlink/neighbour.ts";
import { readRoute } from "../../../host/netlink/route.ts";
import { withstandsHostility } from "./helper/hostile.ts";
import { attribute, message, text, u8, u16, u32 } from "./helper/message.ts";

const AF_INET = 2;
const AF_INET6 = 10;
const IPV4 = u8(192, 168, 1, 1);
const IPV6 = u8(0xfd, 0, 0x20, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
const ETHER = u8(0x64, 0xb4, 0x73, 0x20, 0x14, 0x08);

function only(octets: Uint8Array): Message {
  const [first] = [...messages(octets)];
  return first;
}

function link(...attributes: Uint8Array[]): Uint8Array {
  return message({ type: 16 }, u8(0, 0), u16(1), u32(7), u32(0x11043), u32(0), ...attributes);
}

const VLAN = link(
  attribute(3, text("br-lan.10")),
  attribute(1, ETHER),
  attribute(5, u32(3)),
  attribute(10, u32(4)),
  attribute(18, attribute(1, text("vlan")), attribute(2, u32(0))),
);

test("a link", () => {
  assert.deepEqual(readLink(only(VLAN)), {
    index: 7,
    name: "br-lan.10",
    type: 1,
    kind: "vlan",
    master: 4,
    parent: 3,
    up: true,
    lowerUp: true,
    ether: 0x64b473201408n,
  });
});

test("what a link does not stand on: its peer, one elsewhere, itself", () => {
  const kind = (name: string) => attribute(18, attribute(1, text(name)));
  for (const attributes of [
    [attribute(5, u32(3)), kind("veth")],
    [attribute(5, u32(3)), attribute(37, u32(0)), kind("macvlan")],
    [attribute(5, u32(7))],
    [attribute(5, u32(0)), kind("sit")],
  ])
    assert.equal(readLink(only(link(...attributes)))?.parent, undefined);
});

test("a link that is no Ethernet has no MAC, whatever its address looks like", () => {
  const tunnel = message({ type: 16 }, u8(0, 0), u16(768), u32(7), u32(0), u32(0), attribute(1, ETHER));
  assert.deepEqual(
    [readLink(only(tunnel))].map((read) => [read?.ether, read?.up, read?.lowerUp, read?.type]),
    [[undefined, false, false, 768]],
  );
  assert.equal(readLink(only(link(attribute(1, u8(1, 2, 3, 4)))))?.ether, undefined);
});

test("a bridge's view of its port is no link", () => {
  const bridge = message({ type: 16 }, u8(7, 0), u16(1), u32(7), u32(0), u32(0), attribute(3, text("lan1")));
  assert.equal(readLink(only(bridge)), undefined);
  assert.equal(readLink(only(message({ type: 17 }, new Uint8Array(16)))), undefined);
});

test("addresses: the link's own and its prefix, flags in 8 bits and in 32", () => {
  const of = (family: number, length: number, flags: number, ...attributes: Uint8Array[]) =>
    readLinkAddress(only(message({ type: 20 }, u8(family, length, flags, 0), u32(7), ...attributes)));
  const own = of(AF_INET, 24, 0x80, attribute(1, IPV4), attribute(2, IPV4));
  assert.ok(own);
  assert.equal(formatAddress(own.address), "192.168.1.1");
  assert.deepEqual([own.link, own.length, own.tentative, own.deprecated], [7, 24, false, false]);

  const peer = of(AF_INET, 32, 0, attribute(1, u8(10, 0, 0, 2)), attribute(2, IPV4));
  assert.deepEqual(
    [peer?.address, peer?.peer].map((one) => one && formatAddress(one)),
    ["192.168.1.1", "10.0.0.2"],
  );

  const old = of(AF_INET6, 64, 0, attribute(1, IPV6), attribute(8, u32(0x160)));
  assert.deepEqual(
    [old && formatAddress(old.address), old?.tentative, old?.deprecated],
    ["fd00:2014::1", true, true],
  );

  assert.equal(of(AF_INET, 24, 0), undefined);
  assert.throws(() => of(AF_INET, 33, 0, attribute(1, IPV4)), NetlinkFormatError);
  assert.throws(() => of(AF_INET6, 129, 0, attribute(1, IPV6)), NetlinkFormatError);
});

/** struct rtmsg: family, dst_len, src_len, tos, table, protocol, scope, type, flags. */
function route(
  family: number,
  length: number,
  table: number,
  type: number,
  ...attributes: Uint8Array[]
): Uint8Array {
  return message({ type: 24 }, u8(family, length, 0, 0, table, 2, 0, type), u32(0), ...attributes);
}

const hop = (link: number, ...attributes: Uint8Array[]) => {
  const rest = attributes.flatMap((octets) => [...octets]);
  return u8(...u16(8 + rest.length), 0, 0, ...u32(link), ...rest);
};

const SHARED = route(
  AF_INET,
  0,
  254,
  1,
  attribute(9, hop(3, attribute(5, IPV4)), hop(4, attribute(5, IPV4))),
);

test("routes: on the link, through a gateway, through several, nowhere", () => {
  const shown = (octets: Uint8Array) => {
    const read = readRoute(only(octets));
    return read && `${read.kind} ${formatPrefix(read.prefix)} ${read.links} ${read.viaGateway}`;
  };
  assert.equal(
    shown(route(AF_INET, 24, 254, 1, attribute(1, IPV4), attribute(4, u32(3)))),
    "unicast 192.168.1.0/24 3 false",
  );
  assert.equal(
    shown(route(AF_INET, 0, 254, 1, attribute(5, IPV4), attribute(4, u32(3)))),
    "unicast 0.0.0.0/0 3 true",
  );
  assert.equal(
    shown(route(AF_INET6, 0, 254, 1, attribute(5, IPV6), attribute(4, u32(3)))),
    "unicast ::/0 3 true",
  );
  assert.equal(shown(SHARED), "unicast 0.0.0.0/0 3,4 true");
  assert.equal(shown(route(AF_INET, 0, 254, 1, attribute(9, hop(3), hop(4)))), "unicast 0.0.0.0/0 3,4 false");
  // An IPv4 route by an IPv6 router: RTA_VIA.
  const via = attribute(18, u16(AF_INET6), IPV6);
  assert.equal(shown(route(AF_INET, 0, 254, 1, via, attribute(4, u32(3)))), "unicast 0.0.0.0/0 3 true");
  assert.equal(shown(route(AF_INET6, 56, 254, 7, attribute(1, IPV6))), "unreachable fd00:2014::/56  false");
});

test("other tables, own addresses and groups are no routes here", () => {
  const rest = [attribute(1, IPV4), attribute(4, u32(3))];
  assert.equal(readRoute(only(route(AF_INET, 24, 255, 1, ...rest))), undefined);
  assert.equal(readRoute(only(route(AF_INET, 24, 252, 1, attribute(15, u32(1000)), ...rest))), undefined);
  assert.ok(readRoute(only(route(AF_INET, 24, 252, 1, attribute(15, u32(254)), ...rest))));
  for (const type of [0, 2, 3, 5, 9, 11])
    assert.equal(readRoute(only(route(AF_INET, 24, 254, type, ...rest))), undefined);
});

function neighbour(type: number, state: number, ...attributes: Uint8Array[]): Uint8Array {
  return message({ type }, u8(AF_INET, 0, 0, 0), u32(7), u16(state), u8(0, 1), ...attributes);
}

const REACHABLE = neighbour(28, 2, attribute(1, IPV4), attribute(2, ETHER));

test("neighbours: known, failed, gone, groups", () => {
  const known = (octets: Uint8Array) => readNeighbour(only(octets))?.known;
  assert.deepEqual(known(REACHABLE), { ether: 0x64b473201408n, state: "reachable" });
  assert.equal(known(neighbour(28, 0x20, attribute(1, IPV4), attribute(2, ETHER))), undefined);
  assert.equal(known(neighbour(28, 0x01, attribute(1, IPV4))), undefined);
  assert.equal(known(neighbour(29, 2, attribute(1, IPV4), attribute(2, ETHER))), undefined);
  assert.equal(known(neighbour(28, 0x40, attribute(1, IPV4), attribute(2, ETHER))), undefined);
  assert.equal(
    known(neighbour(28, 0x80, attribute(1, IPV4), attribute(2, u8(1, 0, 0x5e, 0, 0, 1)))),
    undefined,
  );
  assert.equal(readNeighbour(only(neighbour(28, 2, attribute(2, ETHER)))), undefined);
  const bridge = message({ type: 28 }, u8(7, 0, 0, 0), u32(7), u16(2), u8(0, 1), attribute(2, ETHER));
  assert.equal(readNeighbour(only(bridge)), undefined);
});

test("cut anywhere and changed at random, nothing but NetlinkFormatError", () => {
  withstandsHostility(VLAN, readLink);
  withstandsHostility(
    message({ type: 20 }, u8(AF_INET6, 64, 0, 0), u32(7), attribute(1, IPV6), attribute(8, u32(0))),
    readLinkAddress,
  );
  withstandsHostility(SHARED, readRoute);
  withstandsHostility(REACHABLE, readNeighbour);
});
