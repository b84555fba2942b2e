// Damaged inputs, always the same ones: what is found stands inside what was read, and whatever is decided once
// stays so when more octets come.

import { HOST_NAME_MAX } from "../../../assembly/abi";
import { datagram } from "../../../assembly/app/dtls";
import { authority, hostName } from "../../../assembly/app/host-name";
import { isRequest, request } from "../../../assembly/app/http";
import { NAME_FOUND, NAME_MORE, NAME_NONE, nameAt, nameEnd } from "../../../assembly/app/result";
import { HELLO_MAX, handshake, hello, isTls, records } from "../../../assembly/app/tls";
import {
  body,
  datagramBody,
  datagramOf,
  ech,
  extension,
  GREASE,
  handshakeOf,
  recordsOf,
  serverName,
} from "../helper/client-hello";
import { damaged, random, seed } from "../helper/mutation";
import { Octets, text } from "../helper/octets";
import { beforeWall, Reader, raw, readWhole, wall } from "../helper/wall";

const ROUNDS: i32 = 10000;

const into: usize = memory.data(HOST_NAME_MAX);

/** Reads damaged copies of `good`; returns how many of them still had a name. */
function damages(reader: Reader, good: Octets): i32 {
  let names = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const octets = damaged(good);
    const result = readWhole(reader, octets);
    const name = result == NAME_FOUND ? raw() : "";
    inside(result, octets.size);
    if (result == NAME_FOUND) {
      names++;
      const at = nameAt;
      const end = nameEnd;
      assert(hostName(at, end, into) <= HOST_NAME_MAX, "a text too long");
      assert(authority(at, end, into) <= HOST_NAME_MAX, "a text too long");
    }
    const size = <i32>random(octets.size + 1);
    const before = readWhole(reader, octets, size);
    inside(before, size);
    if (reader == datagram) continue;
    assert(before == NAME_MORE || before == result, "another answer with more octets");
    assert(before != NAME_FOUND || raw() == name, "another name with more octets");
  }
  return names;
}

/** That a name stands between the wall and `size` octets before it, or in the copy of the hello. */
function inside(result: u32, size: i32): void {
  assert(result == NAME_NONE || result == NAME_MORE || result == NAME_FOUND, "no such result");
  if (result != NAME_FOUND) return;
  const isInPlace = nameAt >= wall() - size && nameEnd <= wall();
  const isInCopy = nameAt >= hello && nameEnd <= hello + HELLO_MAX;
  assert(nameAt < nameEnd && (isInPlace || isInCopy), "a name outside");
}

function extensions(): Octets {
  return extension(GREASE, 0).append(serverName("www.example.com")).append(ech(0)).append(extension(43, 3));
}

describe("damage", () => {
  it("to a hello in one record", () => {
    seed(1);
    const names = damages(records, recordsOf(handshakeOf(body(extensions())), 16384));
    expect(names).toBeGreaterThan(ROUNDS / 100);
    expect(names).toBeLessThan(ROUNDS);
  });

  it("to a hello in several records", () => {
    seed(2);
    expect(damages(records, recordsOf(handshakeOf(body(extensions())), 50))).toBeGreaterThan(ROUNDS / 100);
    expect(damages(records, recordsOf(handshakeOf(body(extensions())), 1))).toBeGreaterThan(ROUNDS / 100);
  });

  it("to a hello without records", () => {
    seed(3);
    expect(damages(handshake, handshakeOf(body(extensions())))).toBeGreaterThan(ROUNDS / 100);
  });

  it("to a datagram", () => {
    seed(4);
    expect(damages(datagram, datagramOf(datagramBody(extensions(), 20)))).toBeGreaterThan(ROUNDS / 100);
  });

  it("to a request", () => {
    seed(5);
    const head = "GET /path?query HTTP/1.1\r\nAccept: */*\r\n folded\nHost: www.example.com:8080\r\n\r\n";
    expect(damages(request, text(head))).toBeGreaterThan(ROUNDS / 100);
    expect(damages(request, text("CONNECT www.example.com:443 HTTP/1.1\r\n\r\n"))).toBeGreaterThan(
      ROUNDS / 100,
    );
  });
});

describe("a first look", () => {
  it("never refuses what is read later", () => {
    seed(6);
    const stream = recordsOf(handshakeOf(body(extensions())), 16384);
    const head = text("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
    for (let round = 0; round < ROUNDS; round++) {
      const octets = damaged(round & 1 ? stream : head);
      const size = <i32>random(octets.size) + 1;
      const at = beforeWall(octets, size);
      assert(isTls(at, wall()) || records(at, wall()) == NAME_NONE, "TLS");
      assert(isRequest(at, wall()) || request(at, wall()) == NAME_NONE, "HTTP");
    }
    expect(true).toBe(true);
  });
});
