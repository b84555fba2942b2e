// Against the kernel itself, as `ip neigh` shows it.

import assert from "node:assert/strict";
import test from "node:test";
import { formatAddress, parseAddress } from "../../../host/address.ts";
import { formatEther, parseEther } from "../../../host/ether.ts";
import { Neighbours } from "../../../host/local/neighbours.ts";
import { asRoot, enterNamespace, ip, json } from "../helper/namespace.ts";

interface Row {
  dst: string;
  lladdr?: string;
  state: string[];
}

function rowsOf(neighbours: Neighbours): string[] {
  return neighbours
    .neighbours()
    .map(({ address, ether, state }) => [formatAddress(address), formatEther(ether), state].join(" "))
    .sort();
}

function rowsOfIp(): string[] {
  return json<Row>("ip", "-j", "neigh")
    .filter(({ lladdr, state }) => lladdr !== undefined && !state.includes("FAILED"))
    .map(({ dst, lladdr, state }) => [dst, lladdr, state[0].toLowerCase()].join(" "))
    .sort();
}

function opened(context: { after(done: () => void): void }): Neighbours {
  enterNamespace();
  ip("link add br-lan type bridge\n link set br-lan up\n addr add 192.168.1.1/24 dev br-lan");
  const neighbours = Neighbours.open();
  context.after(() => neighbours.close());
  return neighbours;
}

const PHONE = "64:b4:73:20:14:08";

test("those there before, new ones, changed ones, gone ones", asRoot, (context) => {
  enterNamespace();
  ip(`
    link add br-lan type bridge
    link set br-lan up
    neigh add 192.168.1.7 lladdr ${PHONE} dev br-lan nud reachable
    neigh add fe80::7 lladdr ${PHONE} dev br-lan nud stale
  `);
  const neighbours = Neighbours.open();
  context.after(() => neighbours.close());
  assert.deepEqual(rowsOf(neighbours), rowsOfIp());
  assert.equal(rowsOf(neighbours).length, 2);
  assert.equal(neighbours.refresh(), false);
  for (const change of [
    "neigh add 192.168.1.8 lladdr 00:00:5e:20:14:09 dev br-lan nud permanent",
    "neigh replace 192.168.1.7 lladdr 00:00:5e:20:14:09 dev br-lan nud stale",
    "neigh del 192.168.1.8 dev br-lan",
    "neigh change fe80::7 dev br-lan nud failed",
    "link set br-lan down",
  ]) {
    ip(change);
    assert.equal(neighbours.refresh(), true, change);
    assert.deepEqual(rowsOf(neighbours), rowsOfIp(), change);
  }
  assert.deepEqual(rowsOf(neighbours), []);
  assert.equal(neighbours.etherOf(parseAddress("fe80::7")!), parseEther(PHONE));
});

test("more events than the kernel keeps: all is asked for again", asRoot, (context) => {
  const neighbours = opened(context);
  const lines: string[] = [];
  for (let round = 0; round < 20; round++)
    for (let host = 2; host < 255; host++)
      lines.push(
        `neigh replace 192.168.1.${host} lladdr 02:00:00:00:${round + 10}:01 dev br-lan nud permanent`,
      );
  ip(`${lines.join("\n")}\n neigh replace 192.168.1.7 lladdr ${PHONE} dev br-lan nud permanent`);
  assert.equal(neighbours.refresh(), true);
  assert.ok(neighbours.counters.overruns > 0);
  assert.deepEqual(rowsOf(neighbours), rowsOfIp());
  assert.equal(neighbours.etherOf(parseAddress("192.168.1.7")!), parseEther(PHONE));
  assert.equal(neighbours.refresh(), false);
});
