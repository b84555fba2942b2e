import assert from "node:assert/strict";
import test from "node:test";
import { parseAddress } from "../../../host/address.ts";
import type { DnsRecord } from "../../../host/devices/dns-message.ts";
import { mdnsStatements } from "../../../host/devices/mdns.ts";
import { addressRecord, pointer, record, service, text } from "./helper/dns-records.ts";

const SENDER = "192.168.1.9";

function said(records: readonly DnsRecord[], sender = SENDER, response = true): string[] {
  const statements = mdnsStatements({ response, records }, parseAddress(sender)!);
  return statements.map(({ kind, text, source }) => `${kind}=${text} ${source}`);
}

const HOST = addressRecord("tv.local", SENDER);
const CAST = "chromecast-7f21._googlecast._tcp.local";
const AIRPLAY = "living\\032room\\032tv._airplay._tcp.local";

test("a host that has the sender's address, IPv4 or IPv6", () => {
  assert.deepEqual(said([HOST]), ["hostName=tv mdns"]);
  const both = [addressRecord("tv.local", "fe80::9"), addressRecord("tv.local", SENDER)];
  assert.deepEqual(said(both), ["hostName=tv mdns"]);
  assert.deepEqual(said(both, "fe80::9"), ["hostName=tv mdns"]);
  assert.deepEqual(said([addressRecord("k\\195\\188che.local", SENDER)]), ["hostName=küche mdns"]);
  assert.deepEqual(said([{ ...HOST, section: "additional" }]), ["hostName=tv mdns"]);
});

test("an answer about another host is no claim", () => {
  assert.deepEqual(said([addressRecord("tv.local", "192.168.1.10")]), []);
  assert.deepEqual(said([addressRecord("tv.local", "fe80::9")]), []);
  assert.deepEqual(said([HOST], "::ffff:192.168.1.9"), []);
  const proxied = [
    service(AIRPLAY, "sleeper.local"),
    addressRecord("sleeper.local", "192.168.1.10"),
    text(AIRPLAY, "model=X1"),
  ];
  assert.deepEqual(said(proxied), []);
  assert.deepEqual(said([...proxied, HOST]), ["hostName=tv mdns"]);
});

test("questions, proposals, farewells and other classes", () => {
  assert.deepEqual(said([HOST], SENDER, false), []);
  assert.deepEqual(said([{ ...HOST, section: "authority" }]), []);
  assert.deepEqual(said([{ ...HOST, section: "question" }]), []);
  assert.deepEqual(said([{ ...HOST, ttl: 0 }]), []);
  assert.deepEqual(said([{ ...HOST, class: 0x8003 }]), []);
});

test("names that are no host's of this link", () => {
  for (const name of ["tv.example.com", "local", "a.tv.local", "", "localhost.local", "--.local"])
    assert.deepEqual(said([addressRecord(name, SENDER)]), [], name);
});

test("the name of an instance, as its owner wrote it where a PTR record quotes it", () => {
  const srv = service(AIRPLAY, "tv.local");
  const ptr = pointer("_airplay._tcp.local", "Living Room TV", AIRPLAY);
  assert.deepEqual(said([ptr, srv, HOST]), ["instanceName=Living Room TV mdns", "hostName=tv mdns"]);
  assert.deepEqual(said([srv, HOST]), ["instanceName=living room tv mdns", "hostName=tv mdns"]);
  const elsewhere = record("_airplay._tcp.local", "PTR", [0xc0, 40], { target: AIRPLAY });
  assert.deepEqual(said([elsewhere, srv, HOST]), ["instanceName=living room tv mdns", "hostName=tv mdns"]);
  const cut = record("_airplay._tcp.local", "PTR", [14, 0x4c], { target: AIRPLAY });
  assert.deepEqual(said([cut, srv, HOST]), ["instanceName=living room tv mdns", "hostName=tv mdns"]);
});

test("an instance without its host in the message is nobody's", () => {
  const ptr = pointer("_airplay._tcp.local", "Living Room TV", AIRPLAY);
  assert.deepEqual(said([ptr]), []);
  assert.deepEqual(said([ptr, HOST]), ["hostName=tv mdns"]);
  assert.deepEqual(said([ptr, service(AIRPLAY, "tv.local")]), []);
  assert.deepEqual(
    said([HOST, service("tv._http._tcp.local", "tv.local")]),
    ["hostName=tv mdns"],
    "any program's",
  );
});

test("a cast device's name and model are in its TXT record; models of printers and others", () => {
  const cast = [service(CAST, "tv.local"), HOST];
  assert.deepEqual(
    said([...cast, text(CAST, "id=7f21", "MD=Chromecast Ultra", "fn=Wohnzimmer", "fn=Other")]),
    ["instanceName=Wohnzimmer mdns", "hostName=tv mdns", "model=Chromecast Ultra mdns"],
  );
  assert.deepEqual(said([...cast, text(CAST, "fn", "fn=")]), [
    "instanceName=chromecast-7f21 mdns",
    "hostName=tv mdns",
  ]);
  const printer = "office._ipp._tcp.local";
  assert.deepEqual(said([service(printer, "tv.local"), HOST, text(printer, "ty=LaserJet 4")]), [
    "instanceName=office mdns",
    "hostName=tv mdns",
    "model=LaserJet 4 mdns",
  ]);
  assert.deepEqual(
    said([service(printer, "tv.local"), ...cast, text(CAST, "fn=TV")])[0],
    "instanceName=TV mdns",
  );
});

test("_device-info has no SRV record: believed where the message speaks of its sender alone", () => {
  const info = text("annas\\032mac._device-info._tcp.local", "model=MacBookPro14,1");
  assert.deepEqual(said([HOST, info]), ["hostName=tv mdns", "model=MacBookPro14,1 mdns"]);
  assert.deepEqual(said([HOST, addressRecord("other.local", "192.168.1.10"), info]), ["hostName=tv mdns"]);
  assert.deepEqual(said([info]), []);
});

test("TXT strings and address data out of bounds", () => {
  for (const data of [[], [0], [9, 0x66], [3, 0x66, 0x6e, 0x3d], [255]])
    assert.deepEqual(said([service(CAST, "tv.local"), HOST, record(CAST, "TXT", data)]).length, 2);
  for (const size of [0, 1, 3, 5, 15, 16, 17])
    assert.deepEqual(said([record("tv.local", "A", new Array(size).fill(0))]), []);
  assert.deepEqual(said([record("tv.local", "AAAA", [192, 168, 1, 9])]), []);
});
