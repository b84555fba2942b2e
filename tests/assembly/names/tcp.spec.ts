// The names in a client's first octets, through real frames.

import { HOST_NAME_MAX } from "../../../assembly/abi";
import { flowsEvicted } from "../../../assembly/flow/table";
import {
  CLIENT_IS_REMOTE,
  CLIENT_KNOWN,
  maySayName,
  NAMING_DONE,
  NAMING_HTTP,
  NAMING_MASK,
  NAMING_TLS,
} from "../../../assembly/names/state";
import { NO_NAME } from "../../../assembly/names/table";
import { ech, extension, PADDING, recordOf, serverName } from "../helper/client-hello";
import {
  ACK,
  Connection,
  connectionFrom,
  FIN,
  flowOf,
  knowLocalPrefixes,
  Peer,
  PHONE,
  PHONE_ETHER,
  pass,
  ROUTER_ETHER,
  SERVER,
  SYN,
  said,
  walk,
} from "../helper/conversation";
import { random, seed } from "../helper/mutation";
import { hex, Octets, text } from "../helper/octets";
import { HTTP, hello, NAME, request, SNI } from "../helper/web-client";

const HTTPS: u32 = 443;

knowLocalPrefixes();

let port: u32 = 1024;

/** A connection of a port that none had before, until they are used up. */
function fresh(first: u32 = 5001): Connection {
  if (++port == 0x10000) port = 1024;
  return again(port, first);
}

function again(port: u32, first: u32): Connection {
  return connectionFrom(port, HTTPS, first);
}

/** A record of `size` octets, its header not counted. */
function helloOf(size: i32): Octets {
  const short = recordOf(extension(PADDING, 0).append(serverName(NAME)));
  return recordOf(extension(PADDING, size - (short.size - 5)).append(serverName(NAME)));
}

/** What is looked for in the flow of the last connection. */
function naming(): u8 {
  return flowOf(port, HTTPS).naming & NAMING_MASK;
}

describe("a ClientHello", () => {
  it("in one segment names the flow, which is done with what follows", () => {
    fresh().open().send(hello());
    expect(said()).toBe(SNI);
    const flow = flowOf(port, HTTPS);
    expect(naming()).toBe(NAMING_TLS);
    expect(<u32>flow.nameSource).toBe(1);
    expect(flow.name == NO_NAME).toBe(false);
    const octets = hello().hex("17 0303 0010").fill(0x55, 16);
    again(port, 5001).send(octets, 0, hello().size).acknowledge();
    expect(said()).toBe("");
    expect(naming()).toBe(NAMING_TLS);
    again(port, 5001).send(octets, hello().size);
    expect(said()).toBe("");
    expect(flow.naming).toBe(NAMING_DONE);
  });

  it("may be followed by a second, behind a change of cipher spec and split at every octet", () => {
    const first = hello();
    const octets = hello().hex("14 0303 0001 01").append(hello());
    const spec = first.size + 6;
    for (let at = first.size + 6; at < octets.size; at++) {
      const connection = fresh().open().send(octets, 0, first.size).acknowledge();
      connection.send(octets, first.size, at).send(octets, at);
      const names = said();
      assert(names == SNI + " " + SNI, at.toString() + ": " + names);
      assert(naming() == NAMING_TLS, "what follows");
      assert(flowOf(port, HTTPS).stream == 0, "keeps its place");
    }
    expect(octets.size).toBeGreaterThan(spec + 90);
  });

  it("is not read again where a retransmission carries more", () => {
    const octets = hello().hex("17 0303 0010").fill(0x55, 16);
    fresh().open().send(octets, 0, hello().size).send(octets);
    expect(said()).toBe(SNI);
    expect(naming()).toBe(NAMING_DONE);
    const second = hello().hex("14 0303 0001 01").append(hello());
    fresh().open().send(second, 0, hello().size).send(second);
    expect(said()).toBe(SNI + " " + SNI);
  });

  it("over IPv6 as well", () => {
    const connection = fresh();
    connection.isIpv6 = true;
    connection.open().send(hello());
    expect(said()).toBe(SNI);
  });

  it("with an encrypted one inside says so", () => {
    fresh()
      .open()
      .send(recordOf(serverName(NAME).append(ech(0))));
    expect(said()).toBe("sni+ech:" + NAME);
  });

  it("split in two at every octet, in order and not, with and without its SYN", () => {
    const octets = hello();
    for (let at = 1; at < octets.size; at++) {
      fresh().open().send(octets, 0, at).acknowledge().send(octets, at);
      assert(said() == SNI, "at " + at.toString());
      assert(flowOf(port, HTTPS).stream == 0, "keeps its place");
      fresh().open().send(octets, at).acknowledge().send(octets, 0, at);
      assert(said() == SNI, "reversed at " + at.toString());
      fresh().send(octets, 0, at).send(octets, at);
      assert(said() == SNI, "without SYN at " + at.toString());
      fresh().synAck().send(octets, at).send(octets, 0, at);
      assert(said() == SNI, "with SYN+ACK only at " + at.toString());
    }
    expect(octets.size).toBeGreaterThan(90);
  });

  it("in segments of every size", () => {
    const octets = hello();
    for (let size = 1; size < octets.size; size++) {
      const connection = fresh().open();
      for (let at = 0; at < octets.size; at += size) connection.send(octets, at, min(at + size, octets.size));
      assert(said() == SNI, size.toString());
    }
    expect(octets.size).toBeGreaterThan(90);
  });

  it("in reverse order, in as many pieces as a stream has ranges", () => {
    const octets = hello();
    const size = octets.size / 8 + 1;
    const connection = fresh().open();
    for (let at = 7 * size; at >= 0; at -= size) connection.send(octets, at, min(at + size, octets.size));
    expect(said()).toBe(SNI);
  });

  it("with every segment sent again, from other places", () => {
    seed(11);
    const octets = hello();
    for (let round = 0; round < 300; round++) {
      const connection = fresh().open();
      let at = 0;
      while (at < octets.size) {
        const from = at - <i32>random(<u32>at + 1);
        const to = min(octets.size, at + 1 + <i32>random(40));
        connection.send(octets, from, to);
        if (random(3) == 0) connection.send(octets, from, at);
        at = to;
      }
      connection.send(octets);
      assert(said() == SNI, "round " + round.toString());
    }
    expect(true).toBe(true);
  });

  it("keeps the octets that came first", () => {
    const octets = hello();
    const other = recordOf(serverName("www.example.org").append(extension(43, 3)));
    fresh().open().send(octets, 10).send(other, 5).send(other, 0, 10);
    expect(said()).toBe(SNI);
  });

  it("with the SYN (RFC 7413), alone or with its beginning", () => {
    const octets = hello();
    let connection = fresh();
    connection.segment(true, SYN, connection.first - 1, 0, octets);
    expect(said()).toBe(SNI);
    expect(naming()).toBe(NAMING_TLS);

    for (let at = 1; at < octets.size; at++) {
      connection = fresh();
      connection.segment(true, SYN, connection.first - 1, 0, new Octets().appendPart(octets, 0, at));
      // The server has taken the data, ...
      connection.segment(false, SYN | ACK, 1, connection.first + at, new Octets());
      connection.send(octets, at);
      assert(said() == SNI, "taken at " + at.toString());
      // ... or not.
      connection = fresh();
      connection.segment(true, SYN, connection.first - 1, 0, new Octets().appendPart(octets, 0, at));
      connection.synAck();
      connection.send(octets);
      assert(said() == SNI, "not taken at " + at.toString());
    }
  });

  it("is not there where its first segment was lost, and the place is given back", () => {
    const octets = hello();
    const connection = fresh().open().send(octets, 50);
    for (let k = 0; k < 700; k++) connection.acknowledge();
    expect(said()).toBe("");
    expect(flowOf(port, HTTPS).naming).toBe(NAMING_DONE);
    expect(<u32>flowOf(port, HTTPS).stream).toBe(0);
  });

  it("may come late, behind so many packets without an octet of its client", () => {
    for (let count = 0; count < 40; count++) {
      const connection = fresh().open();
      for (let k = 0; k < count; k++) connection.acknowledge();
      walk();
      if (count < 22) assert(maySayName(naming()), count.toString());
      if (count > 32) assert(!maySayName(naming()), count.toString());
      connection.send(hello());
      assert(said() == SNI, count.toString());
    }
    expect(true).toBe(true);
  });

  it("of a client that nobody knows may follow its SYN+ACK, whatever that acknowledges", () => {
    const firsts: u32[] = [1, 2, 65535, 65536, 0, u32.MAX_VALUE, 0x80000000];
    for (let k = 0; k < firsts.length; k++) {
      // Some packets of a former connection before it.
      const connection = fresh(firsts[k]);
      for (let count = 0; count < 12; count++) connection.acknowledge();
      connection.synAck().send(hello(), 30).send(hello(), 0, 30);
      assert(said() == SNI, firsts[k].toString());
    }
    expect(firsts.length).toBe(7);
  });

  it("is found whatever its server claims to acknowledge", () => {
    const octets = hello();
    const lies: u32[] = [0, 5001 + 65536, 5001 - 65537, 0x40000000, 0x80000000, 0xc0000000];
    for (let k = 0; k < lies.length; k++) {
      for (let at = 0; at < octets.size; at += 7) {
        const connection = fresh().open().send(octets, 0, at);
        connection.segment(false, SYN | ACK, 1, lies[k], new Octets());
        connection.send(octets, at);
        assert(said() == SNI, lies[k].toString() + " at " + at.toString());
      }
      const size = request(NAME).size;
      const requests = request(NAME).append(request("b.example"));
      for (let at = size; at < requests.size; at += 7) {
        const connection = fresh().open().send(requests, 0, size).send(requests, size, at);
        connection.segment(false, SYN | ACK, 1, lies[k], new Octets());
        connection.send(requests, at);
        assert(said() == HTTP + " http+further:b.example", lies[k].toString() + " next at " + at.toString());
      }
    }
    expect(lies.length).toBe(6);
  });

  it("is found where its ports had another connection before, which said nothing", () => {
    for (let k: u32 = 1; k < 16; k++) {
      fresh().open();
      again(port, 5001 + (k << 28)).send(hello());
      assert(said() == SNI, k.toString());
    }
    expect(true).toBe(true);
  });

  it("of a remote client", () => {
    const octets = hello();
    for (let k = 0; k < 4; k++) {
      const client = new Peer(ROUTER_ETHER, SERVER, ++port);
      const connection = new Connection(client, new Peer(PHONE_ETHER, PHONE, HTTPS), 77);
      if (k != 1 && k != 3) connection.syn();
      if (k != 2 && k != 3) connection.synAck();
      connection.send(octets, 30).send(octets, 0, 30);
      // Without a handshake only what begins like a hello tells who the client is.
      if (k == 3) connection.send(octets, 30);
      assert(said() == SNI, k.toString());
      assert(flowOf(HTTPS, port).name != NO_NAME, "local and remote end");
    }
    const connection = new Connection(
      new Peer(ROUTER_ETHER, SERVER, ++port),
      new Peer(PHONE_ETHER, PHONE, HTTPS),
      77,
    );
    connection.open();
    walk();
    expect(flowOf(HTTPS, port).naming & CLIENT_KNOWN).toBe(CLIENT_KNOWN);
    expect(flowOf(HTTPS, port).naming & CLIENT_IS_REMOTE).toBe(CLIENT_IS_REMOTE);
    // What the server says is no client's.
    connection.segment(false, ACK, 10000, 77, hello());
    expect(said()).toBe("");
  });

  it("over the end of the sequence numbers", () => {
    const octets = hello();
    for (let before: u32 = 0; before <= <u32>octets.size + 1; before++) {
      fresh(0 - before)
        .open()
        .send(octets, 0, 40)
        .send(octets, 40);
      assert(said() == SNI, before.toString());
      fresh(0 - before)
        .open()
        .send(octets, 40)
        .send(octets, 0, 40);
      assert(said() == SNI, "reversed " + before.toString());
      fresh(0 - before)
        .send(octets, 0, 40)
        .send(octets, 40);
      assert(said() == SNI, "without SYN " + before.toString());
    }
    expect(true).toBe(true);
  });

  it("of 16 KiB in the smallest segments, each of them acknowledged", () => {
    const octets = helloOf(16384);
    assert(octets.size == 16384 + 5);
    const connection = fresh().open();
    for (let at = 0; at < octets.size; at += 536)
      connection.send(octets, at, min(at + 536, octets.size)).acknowledge();
    expect(said()).toBe(SNI);
    // Out of order, and as late as a name can begin.
    const other = fresh().open();
    for (let k = 0; k < 20; k++) other.acknowledge();
    for (let at = 536; at < octets.size; at += 536)
      other.send(octets, at, min(at + 536, octets.size)).acknowledge();
    other.send(octets, 0, 536);
    expect(said()).toBe(SNI);
  });

  it("with a long segment behind it, of which a stream holds a part", () => {
    const octets = hello();
    const connection = fresh().open().send(octets, 0, 30);
    connection.send(new Octets().append(octets).fill(0x17, 30000), 30);
    expect(said()).toBe(SNI);
    expect(naming()).toBe(NAMING_TLS);
  });

  it("gives its place back where it goes beyond a stream", () => {
    const octets = helloOf(16380).fill(0x17, 10000);
    octets.values[4] = 0xff; // the record goes on
    fresh().open().send(octets, 0, 1000).send(octets, 25000);
    expect(said()).toBe("");
    expect(flowOf(port, HTTPS).naming).toBe(NAMING_DONE);
    expect(<u32>flowOf(port, HTTPS).stream).toBe(0);
  });
});

describe("a flow", () => {
  it("without a beginning and without a name waits for none after its first packets", () => {
    const connection = fresh();
    for (let k = 0; k < 23; k++) connection.acknowledge();
    walk();
    assert(maySayName(naming()), "too early");
    for (let k = 0; k < 9; k++) connection.acknowledge();
    walk();
    expect(maySayName(naming())).toBe(false);
  });

  it("waits for no name after what is neither TLS nor HTTP, and is done after a hello without one", () => {
    fresh().open().send(text("SSH-2.0-OpenSSH_9.2p1\r\n"));
    expect(said()).toBe("");
    expect(maySayName(naming())).toBe(false);
    fresh()
      .open()
      .send(recordOf(extension(43, 3)));
    expect(said()).toBe("");
    expect(flowOf(port, HTTPS).naming).toBe(NAMING_DONE);
  });

  it("says its next connection's name, however long the last one was", () => {
    const octets = recordOf(serverName("www.example.org"));
    fresh().open().send(hello());
    assert(said() == SNI);
    const reused = again(port, 0x40000000).open();
    reused.send(octets);
    expect(said()).toBe("sni+further:www.example.org");
    for (let k = 0; k < 1000; k++) reused.acknowledge();
    again(port, 0x50000000).open().send(octets, 0, 30).send(octets, 30);
    expect(said()).toBe("sni+further:www.example.org");
    again(port, 0x60000000).synAck().send(octets);
    expect(said()).toBe("sni+further:www.example.org");
    again(port, 0x70000000).open().send(hello());
    expect(said()).toBe(SNI);
    expect(naming()).toBe(NAMING_TLS);
  });

  it("says nothing twice where its handshake comes again", () => {
    const octets = hello();
    fresh().syn().syn().synAck().send(octets).synAck().send(octets).synAck();
    expect(said()).toBe(SNI);
    expect(naming()).toBe(NAMING_TLS);
    again(port, 5001)
      .send(octets.fill(0x17, 9), octets.size - 9)
      .synAck()
      .send(octets);
    expect(said()).toBe("");
    expect(naming()).toBe(NAMING_DONE);

    const get = request(NAME);
    fresh().open().send(get).synAck().send(get).synAck();
    expect(said()).toBe(HTTP);
    expect(naming()).toBe(NAMING_HTTP);

    fresh().open().send(hello(), 0, 20).syn().synAck().send(hello(), 20);
    expect(said()).toBe(SNI);
  });
});

describe("HTTP requests", () => {
  it("name their hosts, another one further", () => {
    const octets = request(NAME).append(request("b.example"));
    const size = request(NAME).size;
    fresh().open().send(octets, 0, size).acknowledge().send(octets, size);
    expect(said()).toBe(HTTP + " http+further:b.example");
  });

  it("say nothing when they are sent again", () => {
    const octets = request(NAME).append(request("b.example"));
    const size = request(NAME).size;
    const connection = fresh().open().send(octets, 0, size).send(octets, 0, size);
    connection.send(octets, size).send(octets, size).send(octets, 0, size);
    expect(said()).toBe(HTTP + " http+further:b.example");
    // With more behind them.
    fresh().open().send(octets, 0, size).send(octets);
    expect(said()).toBe(HTTP + " http+further:b.example");
  });

  it("split at every octet, the first and the next", () => {
    const first = request(NAME);
    const octets = request(NAME).append(request("b.example"));
    const wanted = HTTP + " http+further:b.example";
    for (let at = 1; at < octets.size; at++) {
      if (at == first.size) continue;
      const connection = fresh().open();
      if (at < first.size)
        connection.send(octets, 0, at).send(octets, at, first.size).send(octets, first.size);
      else connection.send(octets, 0, first.size).send(octets, first.size, at).send(octets, at);
      const names = said();
      assert(names == wanted, at.toString() + ": " + names);
    }
    expect(octets.size).toBeGreaterThan(100);
  });

  it("are looked for behind a body, whatever it begins with", () => {
    const bodies = [
      "G",
      "PO",
      "GET",
      "POST not a request\r\n",
      "GET /\r\n",
      "\x16",
      "\x16\x03\x01\x02\x00\x02",
    ];
    for (let k = 0; k < bodies.length; k++) {
      const head = text("POST / HTTP/1.1\r\nHost: " + NAME + "\r\nContent-Length: 9\r\n\r\n");
      const octets = head
        .copy()
        .append(text(bodies[k]))
        .append(text("rest of it"))
        .append(request("b.example"));
      const body = head.size;
      const rest = body + bodies[k].length;
      const next = rest + 10;
      const connection = fresh().open().send(octets, 0, body).send(octets, body, rest);
      connection.send(octets, rest, next).send(octets, next);
      const names = said();
      assert(names == HTTP + " http+further:b.example", bodies[k] + ": " + names);
    }
    expect(bodies.length).toBe(7);
  });

  it("are their client's behind empty lines, which say of nobody that he is one", () => {
    // Nobody saw the SYN: a server's last chunk, or what keeps a connection.
    const on = fresh();
    on.segment(false, ACK, 9000, on.first, text("\r\n"));
    walk();
    expect(<u32>flowOf(port, HTTPS).naming & CLIENT_KNOWN).toBe(0);
    on.send(request(NAME));
    expect(said()).toBe(HTTP);
    const lines = text("\r\n\r\n");
    fresh().send(lines).segment(true, ACK, 5005, 1, request(NAME));
    expect(said()).toBe(HTTP);
    expect(<u32>flowOf(port, HTTPS).naming & CLIENT_IS_REMOTE).toBe(0);
    // In one segment, and where the client is known.
    fresh().send(lines.append(request(NAME)));
    expect(said()).toBe(HTTP);
    const octets = text("\r\n").append(request(NAME));
    fresh().open().send(octets, 0, 2).send(octets, 2);
    expect(said()).toBe(HTTP);
  });

  it("have no stream for the empty lines between two of them", () => {
    const head = request(NAME);
    const octets = head.copy().append(text("\r\n"));
    const on = fresh().open().send(octets, 0, head.size).send(octets, head.size);
    expect(said()).toBe(HTTP);
    expect(naming()).toBe(NAMING_HTTP);
    expect(<u32>flowOf(port, HTTPS).stream).toBe(0);
    on.send(octets.append(request("next.example")), head.size + 2);
    expect(said()).toBe("http+further:next.example");
  });

  it("in a body say nothing where they share a segment with its head", () => {
    const head = "POST / HTTP/1.1\r\nHost: " + NAME + "\r\nContent-Length: 50\r\n\r\n";
    fresh()
      .open()
      .send(text(head).append(request("body.example")));
    expect(said()).toBe(HTTP);
    // In a segment of their own they cannot be told from a request.
    const octets = text(head).append(request("body.example"));
    fresh().open().send(octets, 0, head.length).send(octets, head.length);
    expect(said()).toBe(HTTP + " http+further:body.example");
  });

  it("with CONNECT name their target, and then the server behind it", () => {
    const head = text("CONNECT proxied.example:443 HTTP/1.1\r\nHost: proxied.example:443\r\n\r\n");
    const octets = head.copy().append(hello());
    for (let at = head.size + 1; at <= octets.size; at++) {
      const connection = fresh().open().send(octets, 0, head.size).acknowledge();
      connection.send(octets, head.size, at);
      if (at < octets.size) connection.send(octets, at);
      const names = said();
      assert(names == "http:proxied.example sni+further:" + NAME, at.toString() + ": " + names);
      assert(naming() == NAMING_TLS, "a tunnel's second hello");
    }
    expect(octets.size).toBeGreaterThan(100);
  });

  it("go on being looked for behind a lost segment", () => {
    const octets = request(NAME).fill(0x61, 5000).append(request("b.example"));
    const size = request(NAME).size;
    fresh()
      .open()
      .send(octets, 0, size)
      .send(octets, size, 1000)
      .send(octets, 5000 + size);
    expect(said()).toBe(HTTP + " http+further:b.example");
  });
});

describe("names", () => {
  it("stand before the datagram's end only", () => {
    const kinds = [hello(), request(NAME)];
    for (let kind = 0; kind < kinds.length; kind++) {
      const octets = kinds[kind];
      for (let at = 0; at < octets.size - 20; at++) {
        const connection = fresh();
        connection.trailer = new Octets().appendPart(octets, at, octets.size);
        connection.open().send(octets, 0, at);
        const names = said();
        // Of a request the name is there before its end.
        if (names == "") continue;
        assert(kind == 1 && at >= text("GET / HTTP/1.1\r\nHost: " + NAME + "\r\n").size, at.toString());
      }
    }
    expect(kinds.length).toBe(2);
  });

  it("are kept whole or not at all", () => {
    const long = "a".repeat(HOST_NAME_MAX);
    fresh()
      .open()
      .send(recordOf(serverName(long)));
    expect(said()).toBe("sni:" + long);
    fresh()
      .open()
      .send(recordOf(serverName(long + "a")));
    expect(said()).toBe("");
  });

  it("have room again when their flows have left", () => {
    // Many more than the tables of flows and names hold.
    const before = flowsEvicted;
    for (let k = 0; k < 2000; k++) {
      pass(1);
      // Nine flows share a name, and the table of names is a quarter of the table of flows.
      const name = (k / 9).toString() + ".example";
      const connection = fresh()
        .open()
        .send(recordOf(serverName(name)));
      connection.segment(true, FIN | ACK, 6000, 1, hex(""));
      assert(said() == "sni:" + name, name);
    }
    expect(flowsEvicted).toBeGreaterThan(before + 1000);
  });
});
