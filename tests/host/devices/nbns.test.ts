import assert from "node:assert/strict";
import test from "node:test";
import { parseAddress } from "../../../host/address.ts";
import { nbnsStatements } from "../../../host/devices/nbns.ts";
import { encoded, header, record, registration } from "./helper/nbns-message.ts";
import { textOctets, u16 } from "./helper/octets.ts";

const SENDER = parseAddress("192.168.1.7")!;
const OWN = [192, 168, 1, 7];
const OTHER = [192, 168, 1, 8];
const UNIQUE = u16(0x0000);
const GROUP = u16(0x8000);

/** Section 4.2.13. */
function answer(name: number[], data: number[], flags = 0x8500): number[] {
  return [...header(flags, 0, 1, 0), ...record(name, 0x20, data)];
}

function nodeName(name: string, suffix: number, flags: number): number[] {
  return [...textOctets(name.padEnd(15)), suffix, ...u16(flags)];
}

/** Section 4.2.18; the unit's MAC and its counters follow. */
function status(names: number[][], count = names.length): number[] {
  const data = [count, ...names.flat(), ...new Array(46).fill(0)];
  return [...header(0x8400, 0, 1, 0), ...record(encoded("*\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), 0x21, data)];
}

function said(octets: readonly number[], sender = SENDER): string[] {
  return nbnsStatements(Uint8Array.from(octets), sender).map(
    ({ kind, text, source }) => `${kind}=${text} ${source}`,
  );
}

const PC = ["hostName=ANNAS-PC nbns"];

test("who registers or refreshes a name has it", () => {
  for (const opcode of [5, 8, 9, 15])
    assert.deepEqual(said(registration(opcode, encoded("ANNAS-PC"), [...UNIQUE, ...OWN])), PC);
  assert.deepEqual(
    said(registration(5, encoded("ANNAS-PC"), [...UNIQUE, ...OWN], encoded("ANNAS-PC"))),
    PC,
    "the name twice instead of a pointer",
  );
  assert.deepEqual(
    said(registration(5, encoded("ANNAS-PC", 0, [3, 0x61, 0x62, 0x63]), [...UNIQUE, ...OWN])),
    PC,
  );
});

test("who answers for itself has the name", () => {
  assert.deepEqual(said(answer(encoded("ANNAS-PC"), [...UNIQUE, ...OWN])), PC);
  assert.deepEqual(said(answer(encoded("ANNAS-PC"), [...UNIQUE, ...OTHER, ...UNIQUE, ...OWN])), PC);
});

test("of a node's status, the workstation name that it alone has", () => {
  const names = [
    nodeName("HOME", 0, 0x8400),
    nodeName("ANNAS-PC", 0x20, 0x0400),
    nodeName("LOST", 0, 0x0c00),
    nodeName("LEAVING", 0, 0x1400),
    nodeName("ANNAS-PC", 0, 0x0400),
    nodeName("SECOND", 0, 0x0400),
  ];
  assert.deepEqual(said(status(names)), PC);
  assert.deepEqual(said(status(names.slice(0, 4))), []);
  assert.deepEqual(said(status([], 0)), []);
  assert.deepEqual(said(status(names, 255)), PC);
});

test("what says nothing of the sender", () => {
  const mine = [...UNIQUE, ...OWN];
  const query = [...header(0x0110, 1, 0, 0), ...encoded("ANNAS-PC"), 0, 0x20, 0, 1];
  const silent: [string, number[]][] = [
    ["a question for another", query],
    ["a registration of another's address", registration(5, encoded("ANNAS-PC"), [...UNIQUE, ...OTHER])],
    ["a group", registration(5, encoded("HOME"), [...GROUP, ...OWN])],
    ["a file server's suffix", registration(5, encoded("ANNAS-PC", 0x20), mine)],
    ["a release", registration(6, encoded("ANNAS-PC"), mine)],
    ["a name server's answer for another", answer(encoded("ANNAS-PC"), [...UNIQUE, ...OTHER])],
    ["a refusal", answer(encoded("ANNAS-PC"), mine, 0x8503)],
    ["a name server's answer to a registration", answer(encoded("ANNAS-PC"), mine, 0xad80)],
    ["no name", registration(5, encoded(""), mine)],
    ["letters beyond P", registration(5, [32, ...new Array(32).fill(0x51), 0], mine)],
    ["a label of another length", registration(5, [2, 0x43, 0x41, 0], mine)],
    ["no address", answer(encoded("ANNAS-PC"), UNIQUE)],
    ["", []],
  ];
  for (const [what, octets] of silent) assert.deepEqual(said(octets), [], what);
  assert.deepEqual(said(answer(encoded("ANNAS-PC"), mine), parseAddress("::ffff:192.168.1.7")!), []);
});

test("a message cut anywhere claims nothing", () => {
  const whole = [
    registration(5, encoded("ANNAS-PC"), [...UNIQUE, ...OWN]),
    answer(encoded("ANNAS-PC"), [...UNIQUE, ...OWN]),
    status([nodeName("ANNAS-PC", 0, 0x0400)]),
  ];
  for (const octets of whole)
    for (let size = 0; size <= octets.length; size++)
      assert.deepEqual(said(octets.slice(0, size)), size === octets.length ? PC : []);
});
