// Names behind other octets of their client, or after a silence, that nobody waits for.

import {
  maySayName,
  NAMING_DONE,
  NAMING_HTTP,
  NAMING_LATER,
  NAMING_LATER_HTTP,
  NAMING_MASK,
  NAMING_TLS,
} from "../../../assembly/names/state";
import { extension, recordOf } from "../helper/client-hello";
import {
  ACK,
  Connection,
  connectionFrom,
  flowOf,
  knowLocalPrefixes,
  said,
  walk,
} from "../helper/conversation";
import { Octets, text } from "../helper/octets";
import { HTTP, hello, NAME, request, SNI } from "../helper/web-client";

const SMTP: u32 = 587;

knowLocalPrefixes();

let port: u32 = 1024;

function fresh(first: u32 = 5001): Connection {
  port++;
  return connectionFrom(port, SMTP, first);
}

function naming(): u8 {
  return flowOf(port, SMTP).naming & NAMING_MASK;
}

/** The server says something. */
function answer(connection: Connection, octets: Octets): void {
  connection.segment(false, ACK, 10000, connection.first, octets);
}

describe("a ClientHello behind other octets", () => {
  it("names its flow", () => {
    const before = [
      "EHLO a\r\n",
      "a STARTTLS\r\n",
      "STLS\r\n",
      "AUTH TLS\r\n",
      "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
      "\0\0\0\x08\x04\xd2\x16\x2f", // PostgreSQL's SSLRequest
      "\x05\x01\0", // SOCKS
      "\x15\x03\x01\0\x02\x01\0", // an alert
      "\x14\x03\x03\0\x01\x01", // a change of cipher spec
      "\x16\x03\x01\0\x05\x02", // a record of another handshake message
    ];
    for (let k = 0; k < before.length; k++) {
      const first = text(before[k]);
      const octets = first.copy().append(hello());
      const connection = fresh().open();
      answer(connection, text("220 mx\r\n"));
      connection.send(octets, 0, first.size);
      assert(said() == "", before[k]);
      assert(!maySayName(naming()), "nobody waits");
      answer(connection, text("220 go\r\n"));
      connection.send(octets, first.size);
      assert(said() == SNI, before[k]);
      assert(naming() == NAMING_TLS, "what follows");
    }
    expect(before.length).toBe(10);
  });

  it("split in two at every octet, while nobody waits for the rest", () => {
    const first = text("STARTTLS\r\n");
    const octets = first.copy().append(hello());
    for (let at = first.size + 1; at < octets.size; at++) {
      const connection = fresh().open().send(octets, 0, first.size).send(octets, first.size, at);
      assert(said() == "", "too early");
      assert(!maySayName(naming()), at.toString());
      connection.send(octets, at);
      assert(said() == SNI, at.toString());
      assert(flowOf(port, SMTP).stream == 0, "keeps its place");
    }
    expect(octets.size).toBeGreaterThan(100);
  });

  it("shares a segment with a change of cipher spec", () => {
    fresh().open().send(new Octets().hex("14 0303 0001 01").append(hello()));
    expect(said()).toBe(SNI);
  });

  it("without a name ends the search", () => {
    const first = text("STARTTLS\r\n");
    const octets = first.copy().append(recordOf(extension(43, 3)));
    fresh().open().send(octets, 0, first.size).send(octets, first.size);
    expect(said()).toBe("");
    expect(flowOf(port, SMTP).naming).toBe(NAMING_DONE);
  });

  it("is found behind 12 KiB, and not looked for behind 16", () => {
    for (let first: u32 = 1; first < 5000; first += 1000) {
      const octets = new Octets().fill(0x61, 16400);
      const connection = fresh(first).open();
      for (let at = 0; at < 12200; at += 100) connection.send(octets, at, at + 100);
      walk();
      assert(naming() == NAMING_LATER, "too early");
      for (let at = 12200; at < 16400; at += 100) connection.send(octets, at, at + 100);
      walk();
      assert(flowOf(port, SMTP).naming == NAMING_DONE, first.toString());
    }
    const octets = new Octets().fill(0x61, 12000).append(hello());
    const connection = fresh().open();
    for (let at = 0; at < 12000; at += 100) connection.send(octets, at, at + 100);
    connection.send(octets, 12000);
    expect(said()).toBe(SNI);
  });

  it("is not looked for for ever where each segment begins like a request", () => {
    const line = "GET a key of some other protocol\r\n";
    const octets = text(line.repeat(500));
    const connection = fresh().open();
    for (let at = 0; at < octets.size; at += line.length) connection.send(octets, at, at + line.length);
    expect(said()).toBe("");
    expect(flowOf(port, SMTP).naming).toBe(NAMING_DONE);
  });

  it("is its client's alone", () => {
    const connection = fresh().open().send(text("EHLO a\r\n"));
    answer(connection, hello());
    expect(said()).toBe("");
  });

  it("gives its place back where its rest does not come", () => {
    const first = text("STARTTLS\r\n");
    const octets = first.copy().append(hello());
    const connection = fresh().open().send(octets, 0, first.size).send(octets, first.size, 60);
    for (let k = 0; k < 700; k++) connection.acknowledge();
    walk();
    expect(flowOf(port, SMTP).naming).toBe(NAMING_DONE);
    expect(<u32>flowOf(port, SMTP).stream).toBe(0);
  });
});

describe("a request", () => {
  it("behind others that name nobody names its flow, however much lies between them", () => {
    const before = [
      "GET / HTTP/1.0\r\n\r\n",
      "FOO / HTTP/1.1\r\nHost: other.example\r\n\r\n",
      "GET / HTTP/1.1\r\nHost:\r\n\r\n",
    ];
    for (let k = 0; k < before.length; k++) {
      const head = text(before[k]);
      const body = 40000;
      const octets = head.copy().fill(0x61, body).append(request(NAME));
      const connection = fresh().open().send(octets, 0, head.size);
      walk();
      assert(naming() == NAMING_LATER_HTTP, before[k]);
      for (let at = 0; at < body; at += 1000) connection.send(octets, head.size + at, head.size + at + 1000);
      for (let count = 0; count < 50; count++) connection.acknowledge();
      connection.send(octets, head.size + body);
      assert(said() == HTTP, before[k]);
      assert(naming() == NAMING_HTTP, "the next one");
    }
    expect(before.length).toBe(3);
  });

  it("of a connection whose beginning nobody saw may come after a download", () => {
    const data = new Octets().fill(0x44, 1000);
    const connection = fresh();
    for (let k = 0; k < 100; k++) {
      answer(connection, data);
      connection.send(new Octets());
    }
    expect(said()).toBe("");
    expect(maySayName(naming())).toBe(false);
    const octets = request(NAME);
    connection.send(octets, 0, 10).send(octets, 10);
    expect(said()).toBe(HTTP);
  });

  it("is not looked for behind so many packets that bring none", () => {
    const connection = fresh().open();
    for (let k = 0; k < 50000; k++) {
      connection.acknowledge();
      if (k % 1000 == 0) walk();
    }
    walk();
    assert(naming() == NAMING_LATER, "too early");
    for (let k = 0; k < 16000; k++) {
      connection.acknowledge();
      if (k % 1000 == 0) walk();
    }
    walk();
    expect(flowOf(port, SMTP).naming).toBe(NAMING_DONE);
  });
});
