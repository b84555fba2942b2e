import assert from "node:assert/strict";
import test from "node:test";
import { DNS_RECORDS_MAX } from "../../../assembly/abi.ts";
import type { DnsMessage, DnsRecord, DnsSection } from "../../../host/classifier/dns.ts";
import { typeText } from "../../../host/classifier/dns-type.ts";
import {
  ascii,
  decoded,
  message,
  name,
  POINTER,
  queryOf,
  question,
  ROOT,
  record,
  string,
  u16,
  u32,
} from "../helper/dns-message.ts";
import { loadClassifier } from "../helper/module.ts";
import { joined } from "../helper/octets.ts";

const classifier = loadClassifier("router");
const ASKED = [question(name("www.Example.com"), 1)];
const ADDRESS = Uint8Array.of(192, 0, 2, 1);

function read(octets: Uint8Array): DnsMessage | undefined {
  return decoded(classifier, octets);
}

function inSection({ records }: DnsMessage, wanted: DnsSection): DnsRecord[] {
  return records.filter(({ section }) => section === wanted);
}

/** The only answer, about the question's name. */
function answer(type: number, rdata: Uint8Array): DnsRecord {
  const reading = read(message([ASKED, [record(POINTER, type, 60, rdata)]]))!;
  const answers = inSection(reading, "answer");
  assert.equal(answers.length, 1);
  assert.equal(reading.whole, true);
  return answers[0];
}

function data(type: number, rdata: Uint8Array): string {
  return answer(type, rdata).data;
}

function parameter(key: number, value: Uint8Array): Uint8Array {
  return joined(u16(key, value.length), value);
}

/** HTTPS of priority 1 for its owner. */
function service(...parameters: readonly Uint8Array[]): string {
  return data(65, joined(u16(1), ROOT, ...parameters));
}

test("a response, section by section", () => {
  const reading = read(
    message([
      ASKED,
      [record(POINTER, 5, 300, name("web.example.com")), record(name("web.example.com"), 1, 60, ADDRESS)],
      [record(name("example.com"), 2, 3600, name("ns.example.com"))],
      [record(ROOT, 41, 0x8000, new Uint8Array(0), 1232)],
    ]),
  )!;
  const { id, response, opcode, rcode, truncated, whole } = reading;
  assert.deepEqual(
    { id, response, opcode, rcode, truncated, whole },
    { id: 0x1234, response: true, opcode: 0, rcode: 0, truncated: false, whole: true },
  );
  assert.deepEqual(
    inSection(reading, "question").map(({ name, type, class: asked }) => [name, type, asked]),
    [["www.example.com", "A", 1]],
  );
  assert.deepEqual(
    inSection(reading, "answer").map(({ name, type, data }) => ({ name, type, data })),
    [
      { name: "www.example.com", type: "CNAME", data: "web.example.com" },
      { name: "web.example.com", type: "A", data: "192.0.2.1" },
    ],
  );
  assert.deepEqual(
    inSection(reading, "answer").map(({ ttl, target }) => [ttl, target]),
    [
      [300, "web.example.com"],
      [60, undefined],
    ],
  );
  assert.deepEqual(
    inSection(reading, "authority").map(({ name, type, data }) => [name, type, data]),
    [["example.com", "NS", "ns.example.com"]],
  );
  assert.deepEqual(
    inSection(reading, "additional").map(({ name, type, class: size, ttl, data }) => [
      name,
      type,
      size,
      ttl,
      data,
    ]),
    [[".", "OPT", 1232, 0x8000, "\\# 0"]],
  );
});

test("a query, and what is no message", () => {
  const query = read(queryOf(question(ROOT, 2)))!;
  assert.equal(query.response, false);
  assert.deepEqual(
    query.records.map(({ section, name, type, class: asked }) => [section, name, type, asked]),
    [["question", ".", "NS", 1]],
  );
  assert.equal(read(message([[]]).subarray(0, 11)), undefined);
});

test("every part of the flags", () => {
  const update = read(message([[]], 0x2805))!;
  assert.deepEqual([update.response, update.opcode, update.rcode], [false, 5, 5]);
  assert.equal(read(message([[]], 0x0200))!.truncated, true);
});

test("mDNS", () => {
  const instance = "Living Room._airplay._tcp.local";
  const reading = read(
    message(
      [
        [question(name("_airplay._tcp.local"), 12, 0x8001)],
        [record(POINTER, 12, 4500, name(instance))],
        [],
        [record(name(instance), 33, 120, joined(u16(0, 0, 7000), name("tv.local")), 0x8001)],
      ],
      0x8400,
    ),
  )!;
  assert.equal(inSection(reading, "question")[0].class, 0x8001);
  assert.equal(inSection(reading, "answer")[0].target, "living\\032room._airplay._tcp.local");
  assert.deepEqual(
    [
      inSection(reading, "additional")[0].class,
      inSection(reading, "additional")[0].data,
      inSection(reading, "additional")[0].target,
    ],
    [0x8001, "0 0 7000 tv.local", "tv.local"],
  );
});

test("what is there of a message that breaks off", () => {
  const octets = message([ASKED, [record(POINTER, 1, 1, ADDRESS), record(POINTER, 1, 2, ADDRESS)]]);
  const broken = read(octets.subarray(0, octets.length - 1))!;
  assert.equal(broken.whole, false);
  assert.deepEqual(
    inSection(broken, "answer").map(({ ttl }) => ttl),
    [1],
  );
});

test("no more records than the areas hold", () => {
  const many = Array.from({ length: DNS_RECORDS_MAX + 10 }, () => record(ROOT, 1, 1, ADDRESS));
  const { records, whole } = read(message([[], many]))!;
  assert.equal(records.length, DNS_RECORDS_MAX);
  assert.equal(whole, true);
});

test("types by mnemonic, others by number", () => {
  assert.deepEqual([1, 28, 64, 65, 255, 257].map(typeText), ["A", "AAAA", "SVCB", "HTTPS", "ANY", "CAA"]);
  assert.deepEqual([0, 65280, 65535].map(typeText), ["TYPE0", "TYPE65280", "TYPE65535"]);
});

test("data of addresses", () => {
  assert.equal(data(1, ADDRESS), "192.0.2.1");
  assert.equal(data(28, joined(u32(0x20010db8, 0, 0, 1))), "2001:db8::1");
  assert.equal(data(28, joined(u32(0, 0, 0xffff, 0xc0000201))), "::ffff:192.0.2.1");
  assert.equal(data(1, ADDRESS.subarray(1)), "\\# 3 000201");
  assert.equal(data(28, ADDRESS), "\\# 4 c0000201");
  assert.equal(data(1, new Uint8Array(16)), `\\# 16 ${"00".repeat(16)}`);
});

test("data of names", () => {
  for (const type of [2, 5, 12, 39]) {
    assert.equal(data(type, name("Host.example")), "host.example");
    assert.equal(data(type, POINTER), "www.example.com");
    assert.equal(data(type, ROOT), ".");
    assert.equal(data(type, joined(ROOT, ROOT)), "\\# 2 0000");
  }
  assert.equal(data(15, joined(u16(10), name("mx.example"))), "10 mx.example");
  assert.equal(data(15, joined(u16(0), ROOT)), "0 .");
  assert.equal(data(33, joined(u16(1, 2, 443), name("srv.example"))), "1 2 443 srv.example");
  const numbers = u32(2026010101, 7200, 900, 1209600, 0xffffffff);
  const soa = joined(name("ns.example"), name("root.example"), numbers);
  assert.equal(data(6, soa), "ns.example root.example 2026010101 7200 900 1209600 4294967295");
  assert.equal(answer(6, soa).target, "ns.example");
  assert.equal(data(6, joined(ROOT, ROOT, u32(1))), "\\# 6 000000000001");
  assert.equal(data(15, joined(u16(10), ROOT, ROOT)), "\\# 4 000a0000");
  assert.equal(data(5, new Uint8Array(0)), "\\# 0");
});

test("data whose name is broken", () => {
  const reading = read(
    message([ASKED, [record(POINTER, 5, 1, u16(0xc0ff)), record(POINTER, 1, 2, ADDRESS)]]),
  )!;
  assert.equal(reading.whole, false);
  assert.deepEqual(
    inSection(reading, "answer").map(({ data, target }) => [data, target]),
    [
      ["\\# 2 c0ff", undefined],
      ["192.0.2.1", undefined],
    ],
  );
});

test("data of texts", () => {
  assert.equal(data(16, joined(string("v=spf1 -all"), string(""))), '"v=spf1 -all" ""');
  assert.equal(data(16, string('say "A\\B"')), '"say \\"A\\\\B\\""');
  assert.equal(data(16, joined(Uint8Array.of(4, 0, 9, 0x7f, 0xff))), '"\\000\\009\\127\\255"');
  assert.equal(data(16, Uint8Array.of(5, 0x61)), "\\# 2 0561");
  assert.equal(data(16, new Uint8Array(0)), "\\# 0");
  assert.equal(data(99, string("a")), '"a"');
});

test("data as it came", () => {
  assert.deepEqual(answer(1, ADDRESS).octets, ADDRESS);
});

test("data of other types", () => {
  assert.equal(data(65280, Uint8Array.of(0, 1, 0xfe)), "\\# 3 0001fe");
  assert.equal(data(257, new Uint8Array(0)), "\\# 0");
});

test("service bindings", () => {
  const h2h3 = joined(string("h2"), string("h3"));
  assert.equal(data(65, joined(u16(0), name("svc.example"))), "0 svc.example");
  assert.equal(
    data(64, joined(u16(2), name("svc.example"), parameter(3, u16(8443)))),
    "2 svc.example port=8443",
  );
  const hints4 = joined(ADDRESS, Uint8Array.of(192, 0, 2, 2));
  const hints6 = u32(0x20010db8, 0, 0, 1);
  assert.equal(
    service(parameter(1, h2h3), parameter(4, hints4), parameter(6, hints6)),
    "1 . alpn=h2,h3 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1",
  );
  assert.equal(
    service(
      parameter(0, u16(1, 3)),
      parameter(1, string("h2")),
      parameter(2, ascii("")),
      parameter(3, u16(443)),
      parameter(5, ascii("ech")),
      parameter(7, ascii("/dns-query{?dns}")),
      parameter(8, ascii("")),
    ),
    "1 . mandatory=alpn,port alpn=h2 no-default-alpn port=443 ech=ZWNo dohpath=/dns-query{?dns} ohttp",
  );
});

test("service bindings that are not simple, or not well formed", () => {
  const unknown = [
    parameter(65280, ascii("x")),
    parameter(0, u16(65280)),
    parameter(0, ascii("")),
    parameter(1, ascii("")),
    parameter(1, string("")),
    parameter(1, string("h2,h3")),
    parameter(1, string("a b")),
    parameter(1, string('a"b')),
    parameter(1, Uint8Array.of(3, 0x68)),
    parameter(2, ascii("x")),
    parameter(3, u32(443)),
    parameter(4, Uint8Array.of(1, 2, 3)),
    parameter(4, ascii("")),
    parameter(6, ADDRESS),
    parameter(5, ascii("")),
    parameter(7, ascii("(a)")),
    parameter(3, u16(443)).subarray(0, 5),
    u16(3).subarray(0, 1),
  ];
  for (const octets of unknown) {
    const hex = Buffer.from(joined(u16(1), ROOT, octets)).toString("hex");
    assert.equal(service(octets), `\\# ${3 + octets.length} ${hex}`);
  }
});
