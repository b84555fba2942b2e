import { DNS_ADDRESSES_MAX } from "../../../assembly/abi";
import {
  addressAt,
  addressesRefused,
  resolve,
  resolvedName,
  resolvedNameSize,
} from "../../../assembly/app/dns-addresses";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import {
  header,
  hex,
  labels,
  NXDOMAIN,
  name,
  POINTER,
  QUERY,
  question,
  RESPONSE,
  ROOT,
  record,
} from "../helper/dns";
import { append, repeat, start, write } from "../helper/frame";

const A: u32 = 1;
const CNAME: u32 = 5;
const AAAA: u32 = 28;
const SVCB: u32 = 64;
const HTTPS: u32 = 65;
const ANY: u32 = 255;
const CHAOS: u32 = 3;

const IPV4 = "c0000201";
const IPV6 = "20010db8000000000000000000000001";

function asked(type: u32 = A): string {
  return question(name("www.example.com"), type);
}

/** Addresses of a message, as `low/ttl` in hex and decimal, separated by spaces. */
function resolved(hexes: string): string {
  let result = "";
  const count = resolve(start, write(hexes));
  for (let k: u32 = 0; k < count; k++) {
    const address = addressAt(k);
    assert(address.isIpv6 == <u32>(address.high != 0));
    if (!address.isIpv6) assert((address.low & ~(<u64>0xffffffff)) == V4_MAPPED);
    result += (k == 0 ? "" : " ") + (<u32>address.low).toString(16) + "/" + address.ttl.toString();
  }
  return result;
}

function nameOf(): string {
  return String.UTF8.decodeUnsafe(resolvedName, resolvedNameSize);
}

/** rdata of SVCB, HTTPS. */
function binding(priority: u32, target: string, parameters: string = ""): string {
  return hex(priority, 2) + target + parameters;
}

function parameter(key: u32, value: string): string {
  return hex(key, 2) + hex(value.length / 2, 2) + value;
}

const HINTS = parameter(1, "026832026833") + parameter(4, IPV4 + "c0000202") + parameter(6, IPV6);

/** A service binding to `target` beside addresses of www.example.com, a and b. */
function bound(priority: u32, target: string): string {
  return (
    header(RESPONSE, 1, 1, 0, 3) +
    asked(HTTPS) +
    record(POINTER, HTTPS, 70, binding(priority, target)) +
    record(POINTER, A, 50, IPV4) +
    record(name("a"), AAAA, 80, IPV6) +
    record(name("b"), A, 1, IPV4)
  );
}

/** The name that has the addresses that a question of this type is answered. */
function namedBy(text: string, type: u32): string {
  resolved(header(RESPONSE, 1, 1) + question(name(text), type) + record(POINTER, A, 1, IPV4));
  return nameOf();
}

describe("the addresses of a name", () => {
  it("are those of the question's name", () => {
    const answers = record(POINTER, A, 60, IPV4) + record(POINTER, AAAA, 61, IPV6);
    expect(resolved(header(RESPONSE, 1, 2) + asked() + answers)).toBe("c0000201/60 1/61");
    expect(nameOf()).toBe("www.example.com");
    expect(addressAt(0).high).toBe(0);
    expect(addressAt(0).low).toBe(0x0000ffff_c0000201);
    expect(addressAt(1).high).toBe(0x20010db8_00000000);
    expect(addressAt(1).low).toBe(1);
    expect(addressAt(1).isIpv6).toBe(1);
  });

  it("are there in any letter case", () => {
    const answer = record(name("WWW.example.COM"), A, 60, IPV4);
    expect(resolved(header(RESPONSE, 1, 1) + asked() + answer)).toBe("c0000201/60");
  });

  it("are none where nothing was answered", () => {
    const answer = record(POINTER, A, 60, IPV4);
    expect(resolved(header(RESPONSE, 1, 0) + asked())).toBe("");
    expect(resolved(header(QUERY, 1, 1) + asked() + answer)).toBe("", "a query");
    expect(resolved(header(NXDOMAIN, 1, 1) + asked() + answer)).toBe("");
    expect(resolved(header(RESPONSE | 0x2800, 1, 1) + asked() + answer)).toBe("", "an update");
    expect(resolved(header(RESPONSE, 0, 1) + record(name("a"), A, 60, IPV4))).toBe("", "no question");
    expect(resolved(header(RESPONSE, 0, 0))).toBe("");
  });

  it("are of class IN", () => {
    const name = question("0161" + ROOT, A, CHAOS);
    expect(resolved(header(RESPONSE, 1, 1) + name + record(POINTER, A, 60, IPV4, CHAOS))).toBe("");
    expect(resolved(header(RESPONSE, 1, 1) + name + record(POINTER, A, 60, IPV4))).toBe("");
    expect(resolved(header(RESPONSE, 1, 1) + asked() + record(POINTER, A, 60, IPV4, CHAOS))).toBe("");
  });

  it("have the length of addresses", () => {
    const answers = record(POINTER, A, 1, IPV6) + record(POINTER, AAAA, 1, IPV4) + record(POINTER, A, 1, "");
    expect(resolved(header(RESPONSE, 1, 3) + asked() + answers)).toBe("");
  });

  it("live no longer than 2^31 - 1 s", () => {
    const answers = record(POINTER, A, 0x7fffffff, IPV4) + record(POINTER, A, 0x80000000, IPV4);
    expect(resolved(header(RESPONSE, 1, 2) + asked() + answers)).toBe("c0000201/2147483647 c0000201/0");
  });

  it("are not what nobody asked for", () => {
    const other = name("bank.example.net");
    const unsolicited =
      record(other, A, 1, IPV4) +
      record(name("example.com"), A, 1, IPV4) +
      record(name("a.www.example.com"), A, 1, IPV4) +
      record(other, CNAME, 1, POINTER);
    expect(resolved(header(RESPONSE, 1, 4) + asked() + unsolicited)).toBe("");
    const answer = record(POINTER, A, 1, IPV4);
    expect(resolved(header(RESPONSE, 1, 0, 1) + asked() + answer)).toBe("", "an authority's");
    expect(resolved(header(RESPONSE, 1, 0, 0, 1) + asked() + answer)).toBe("", "additional");
    const second = question(other, A) + record(other, A, 1, IPV4);
    expect(resolved(header(RESPONSE, 2, 1) + asked() + second)).toBe("", "the second question's");
  });

  it("are kept of what is there of a broken message", () => {
    const answers = record(POINTER, A, 60, IPV4) + record(POINTER, A, 60, IPV4);
    const end = write(header(RESPONSE, 1, 2) + asked() + answers);
    expect(resolve(start, end - 1)).toBe(1);
  });

  it("are counted beyond DNS_ADDRESSES_MAX", () => {
    const before = addressesRefused;
    const end = repeat(write(header(RESPONSE, 1, 100) + asked()), record(POINTER, A, 1, IPV4), 100);
    expect(resolve(start, end)).toBe(DNS_ADDRESSES_MAX);
    expect(addressesRefused - before).toBe(100 - DNS_ADDRESSES_MAX);
    expect(resolve(start, end)).toBe(DNS_ADDRESSES_MAX, "asked again");
  });
});

describe("aliases", () => {
  it("are followed, with the least time to live on the way", () => {
    const answers =
      record(POINTER, CNAME, 300, name("a.example.net")) +
      record(name("a.example.net"), CNAME, 20, name("b.example.org")) +
      record(name("b.example.org"), A, 60, IPV4);
    expect(resolved(header(RESPONSE, 1, 3) + asked() + answers)).toBe("c0000201/20");
    expect(nameOf()).toBe("www.example.com");
  });

  it("are followed against the order of the answer", () => {
    const answers =
      record(name("c"), A, 60, IPV4) +
      record(name("b"), CNAME, 50, name("c")) +
      record(name("a"), CNAME, 70, name("b")) +
      record(POINTER, CNAME, 80, name("A"));
    expect(resolved(header(RESPONSE, 1, 4) + asked() + answers)).toBe("c0000201/50");
  });

  it("may run in a circle", () => {
    const circle = record(POINTER, CNAME, 9, name("a")) + record(name("a"), CNAME, 9, POINTER);
    expect(resolved(header(RESPONSE, 1, 2) + asked() + circle)).toBe("");
    expect(resolved(header(RESPONSE, 1, 3) + asked() + circle + record(name("a"), A, 5, IPV4))).toBe(
      "c0000201/5",
    );
    expect(resolved(header(RESPONSE, 1, 1) + asked() + record(POINTER, CNAME, 9, POINTER))).toBe("");
  });

  it("may be two of one name", () => {
    const answers =
      record(POINTER, CNAME, 9, name("a")) +
      record(POINTER, CNAME, 8, name("b")) +
      record(name("b"), A, 60, IPV4) +
      record(name("a"), A, 60, IPV4);
    expect(resolved(header(RESPONSE, 1, 4) + asked() + answers)).toBe("c0000201/8 c0000201/9");
  });

  it("are 16 at most", () => {
    for (let links: u32 = 16; links <= 17; links++) {
      let end = write(header(RESPONSE, 1, links + 1) + asked());
      for (let k: u32 = 0; k < links; k++) {
        const owner = k == 0 ? POINTER : name("n" + k.toString());
        end = append(end, record(owner, CNAME, 99, name("n" + (k + 1).toString())));
      }
      end = append(end, record(name("n" + links.toString()), A, 60, IPV4));
      assert(resolve(start, end) == (links == 16 ? 1 : 0), links.toString());
    }
    expect(nameOf()).toBe("www.example.com");
  });

  it("with a broken name lead nowhere", () => {
    const answers = record(POINTER, CNAME, 9, "4100") + record(ROOT, A, 5, IPV4);
    expect(resolved(header(RESPONSE, 1, 2) + asked() + answers)).toBe("");
  });

  it("are of class IN", () => {
    const answers = record(POINTER, CNAME, 9, name("a"), CHAOS) + record(name("a"), A, 5, IPV4);
    expect(resolved(header(RESPONSE, 1, 2) + asked() + answers)).toBe("");
  });
});

describe("service bindings", () => {
  it("have hints", () => {
    const answer = record(POINTER, HTTPS, 70, binding(1, ROOT, HINTS));
    expect(resolved(header(RESPONSE, 1, 1) + asked(HTTPS) + answer)).toBe("c0000201/70 c0000202/70 1/70");
    expect(nameOf()).toBe("www.example.com");
    const other = record(POINTER, SVCB, 70, binding(1, name("svc.example.net"), HINTS));
    expect(resolved(header(RESPONSE, 1, 1) + asked(SVCB) + other)).toBe("c0000201/70 c0000202/70 1/70");
  });

  it("have hints behind aliases, but not of other names", () => {
    const alias = record(POINTER, CNAME, 30, name("a"));
    const answers = alias + record(name("a"), HTTPS, 70, binding(1, ROOT, parameter(4, IPV4)));
    expect(resolved(header(RESPONSE, 1, 2) + asked(HTTPS) + answers)).toBe("c0000201/30");
    const other = record(name("b"), HTTPS, 70, binding(1, ROOT, parameter(4, IPV4)));
    expect(resolved(header(RESPONSE, 1, 2) + asked(HTTPS) + alias + other)).toBe("");
  });

  it("have no parameters as aliases", () => {
    const answer = record(POINTER, HTTPS, 70, binding(0, name("a"), parameter(4, IPV4)));
    expect(resolved(header(RESPONSE, 1, 1) + asked(HTTPS) + answer)).toBe("");
  });

  it("have the additional addresses of their targets", () => {
    expect(resolved(bound(1, ROOT))).toBe("c0000201/50");
    expect(resolved(bound(0, ROOT))).toBe("", "an alias to nobody");
    expect(resolved(bound(1, name("a")))).toBe("1/70");
    expect(resolved(bound(0, name("A")))).toBe("1/70");
    expect(resolved(bound(0, name("c")))).toBe("");
  });

  it("lie about their parameters without harm", () => {
    const cut = "0004000cc0000201";
    const last = parameter(6, IPV6) + "000400";
    const odd = parameter(4, IPV4 + "c00002") + parameter(6, IPV6 + "20");
    const ask = header(RESPONSE, 1, 1) + asked(HTTPS);
    expect(resolved(ask + record(POINTER, HTTPS, 7, binding(1, ROOT, cut)))).toBe("");
    expect(resolved(ask + record(POINTER, HTTPS, 7, binding(1, ROOT, last)))).toBe("1/7");
    expect(resolved(ask + record(POINTER, HTTPS, 7, binding(1, ROOT, odd)))).toBe("c0000201/7 1/7");
    expect(resolved(ask + record(POINTER, HTTPS, 7, "00"))).toBe("");
    expect(resolved(ask + record(POINTER, HTTPS, 7, ""))).toBe("");
  });

  it("are more than there is room for", () => {
    const end = write(header(RESPONSE, 1, 40, 0, 1) + asked(HTTPS));
    let at = end;
    for (let k: u32 = 0; k < 40; k++)
      at = append(at, record(POINTER, HTTPS, 7, binding(1, labels("t" + k.toString()) + ROOT)));
    const first = append(at, record(name("t0"), A, 1, IPV4));
    expect(resolve(start, first)).toBe(1);
    expect(resolve(start, append(at, record(name("t39"), A, 1, IPV4)))).toBe(0);
  });

  it("are of a name without port and scheme", () => {
    expect(namedBy("_8443._https.www.example.com", HTTPS)).toBe("www.example.com");
    expect(namedBy("_dns.resolver.arpa", SVCB)).toBe("resolver.arpa");
    expect(namedBy("www._x.example.com", HTTPS)).toBe("www._x.example.com");
    expect(namedBy("_8443._https", HTTPS)).toBe("");
    expect(namedBy("_a.example.com", A)).toBe("_a.example.com");
    expect(namedBy("_a.example.com", ANY)).toBe("_a.example.com");
    resolved(
      header(RESPONSE, 1, 1) + question("045f612e62" + name("c"), HTTPS) + record(POINTER, A, 1, IPV4),
    );
    expect(nameOf()).toBe("c");
  });
});
