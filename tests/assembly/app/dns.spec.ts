import {
  DNS_QR,
  DNS_RECORDS_MAX,
  DNS_SECTION_ADDITIONAL,
  DNS_SECTION_ANSWER,
  DNS_SECTION_AUTHORITY,
  DNS_SECTION_QUESTION,
  DNS_TC,
} from "../../../assembly/abi";
import { decode, isQuery, message, recordsRefused } from "../../../assembly/app/dns";
import { recordAt } from "../../../assembly/app/dns-record";
import {
  digest,
  header,
  hex,
  labels,
  name,
  ownerOf,
  POINTER,
  QUERY,
  question,
  RESPONSE,
  ROOT,
  record,
  targetOf,
  textAt,
} from "../helper/dns";
import { append, repeat, start, write } from "../helper/frame";

const A: u32 = 1;
const NS: u32 = 2;
const CNAME: u32 = 5;
const SOA: u32 = 6;
const PTR: u32 = 12;
const MX: u32 = 15;
const TXT: u32 = 16;
const AAAA: u32 = 28;
const SRV: u32 = 33;
const DNAME: u32 = 39;
const SVCB: u32 = 64;
const HTTPS: u32 = 65;

const ADDRESS = "c0000201";
const ASKED = question(name("www.example.com"), A);
/** What a resolver usually says. */
const ANSWER =
  header(RESPONSE, 1, 3, 1, 1) +
  ASKED +
  record(POINTER, CNAME, 300, labels("web") + "c010") +
  record("c02d", A, 60, ADDRESS) +
  record("c02d", AAAA, 61, "20010db8000000000000000000000001") +
  record("c010", NS, 3600, labels("ns") + "c010") +
  record(ROOT, 41, 0, "", 1232);

/** Reads what `write` writes. */
function read(hexes: string): bool {
  const end = write(hexes);
  return decode(start, end);
}

/** The text of the name in the rdata of an answer, "broken" where it is, or "none". */
function target(type: u32, rdata: string): string {
  assert(
    read(header(RESPONSE, 1, 2) + ASKED + record(POINTER, type, 1, rdata) + record(POINTER, A, 2, ADDRESS)),
  );
  assert(message.recordCount == 3);
  assert(recordAt(2).ttl == 2);
  const answer = recordAt(1);
  if (answer.namesSize != 0) return targetOf(answer);
  return message.isWhole ? "none" : "broken";
}

describe("a DNS message", () => {
  it("is read in one go", () => {
    expect(read(ANSWER)).toBe(true);
    expect(message.id).toBe(0x1234);
    expect(message.flags).toBe(<u16>RESPONSE);
    expect(message.flags & DNS_QR).not.toBe(0);
    expect(message.isWhole).toBe(1);
    expect(message.recordCount).toBe(6);

    const asked = recordAt(0);
    expect(ownerOf(asked)).toBe("www.example.com");
    expect(asked.section).toBe(DNS_SECTION_QUESTION);
    expect(asked.type).toBe(<u16>A);
    expect(asked.rrClass).toBe(1);
    expect(asked.ttl).toBe(0);
    expect(asked.rdlength).toBe(0);
    expect(asked.namesSize).toBe(0);

    const alias = recordAt(1);
    expect(ownerOf(alias)).toBe("www.example.com");
    expect(alias.name).toBe(asked.name, "one text for one name");
    expect(alias.section).toBe(DNS_SECTION_ANSWER);
    expect(alias.ttl).toBe(300);
    expect(targetOf(alias)).toBe("web.example.com");
    expect(alias.namesSize).toBe(6);

    const address = recordAt(2);
    expect(ownerOf(address)).toBe("web.example.com");
    expect(address.name).toBe(alias.target);
    expect(address.rdlength).toBe(4);
    expect(load<u32>(address.rdata)).toBe(0x010200c0);
    expect(recordAt(3).type).toBe(<u16>AAAA);
    expect(recordAt(4).section).toBe(DNS_SECTION_AUTHORITY);
    expect(ownerOf(recordAt(4))).toBe("example.com");
    expect(recordAt(5).section).toBe(DNS_SECTION_ADDITIONAL);
    expect(recordAt(5).rrClass).toBe(1232);
    expect(ownerOf(recordAt(5))).toBe("");
  });

  it("is none without its header", () => {
    const end = write(header(QUERY, 0, 0));
    for (let cut = start; cut < end; cut++) assert(!decode(start, cut));
    expect(decode(start, end)).toBe(true);
    expect(message.recordCount).toBe(0);
    expect(message.isWhole).toBe(1);
  });

  it("keeps mDNS's bits of the class", () => {
    read(
      header(0x8400, 1, 1) +
        question(name("a.local"), PTR, 0x8001) +
        record(POINTER, A, 120, ADDRESS, 0x8001),
    );
    expect(recordAt(0).rrClass).toBe(0x8001);
    expect(recordAt(1).rrClass).toBe(0x8001);
  });

  it("may carry more than it counts", () => {
    expect(read(header(QUERY | DNS_TC, 1, 0) + ASKED + "ffff")).toBe(true);
    expect(message.isWhole).toBe(1);
    expect(message.recordCount).toBe(1);
  });
});

describe("a query", () => {
  it("has opcode QUERY, one question and no answer, however it goes on", () => {
    const end = write(header(QUERY, 1, 0, 0, 1) + ASKED);
    for (let cut = start; cut < end; cut++) assert(isQuery(start, cut) == cut >= start + 12, cut.toString());
    expect(isQuery(start, end)).toBe(true);
    expect(isQuery(start, write(header(RESPONSE, 1, 0)))).toBe(false);
    // An inverse query, NOTIFY (RFC 1996) and UPDATE (RFC 2136).
    expect(isQuery(start, write(header(0x0800, 1, 0)))).toBe(false);
    expect(isQuery(start, write(header(0x2000, 1, 0)))).toBe(false);
    expect(isQuery(start, write(header(0x2800, 1, 0)))).toBe(false);
    expect(isQuery(start, write(header(QUERY, 0, 0)))).toBe(false);
    expect(isQuery(start, write(header(QUERY, 2, 0)))).toBe(false);
    expect(isQuery(start, write(header(QUERY, 1, 1)))).toBe(false);
  });
});

describe("names in rdata", () => {
  it("stand where each type has them", () => {
    const host = name("Host.example.net");
    expect(target(NS, host)).toBe("host.example.net");
    expect(target(CNAME, host)).toBe("host.example.net");
    expect(target(PTR, host)).toBe("host.example.net");
    expect(target(DNAME, host)).toBe("host.example.net");
    expect(target(MX, "000a" + host)).toBe("host.example.net");
    expect(target(SRV, "0001 0002 01bb".replaceAll(" ", "") + host)).toBe("host.example.net");
    expect(target(SVCB, "0001" + host + "00030002115c")).toBe("host.example.net");
    expect(target(HTTPS, "0001" + ROOT)).toBe("");
    expect(target(HTTPS, "0000" + POINTER)).toBe("www.example.com");
    expect(target(CNAME, "c018")).toBe("com");
    expect(target(A, ADDRESS)).toBe("none");
    expect(target(TXT, "03616263")).toBe("none");
    expect(target(65280, "c00c")).toBe("none");
  });

  it("are two in SOA", () => {
    const numbers = "00000001000000020000000300000004" + "00000005";
    const rdata = labels("ns") + "c010" + labels("host.master") + "c010" + numbers;
    expect(target(SOA, rdata)).toBe("ns.example.com");
    const soa = recordAt(1);
    expect(textAt(soa.rname, soa.rnameSize)).toBe("host.master.example.com");
    expect(soa.namesSize + 20).toBe(soa.rdlength);
    expect(target(SOA, labels("ns") + "c010")).toBe("broken");
  });

  it("may be missing where an update names a type", () => {
    expect(target(CNAME, "")).toBe("none");
    expect(target(SOA, "")).toBe("none");
    expect(target(MX, "")).toBe("none");
  });

  it("are broken where they leave the rdata, and the record stays", () => {
    expect(target(CNAME, "03777777")).toBe("broken");
    expect(target(CNAME, "c0")).toBe("broken");
    expect(target(MX, "0001")).toBe("broken");
    expect(target(MX, "00")).toBe("broken");
    expect(target(SRV, "000100020003")).toBe("broken");
    expect(target(SVCB, "00")).toBe("broken");
    expect(target(CNAME, "4100")).toBe("broken");
    expect(target(CNAME, "c0ff")).toBe("broken");
    expect(ownerOf(recordAt(1))).toBe("www.example.com");
    expect(recordAt(1).rdlength).toBe(2);
  });
});

describe("a message that breaks off", () => {
  it("keeps what is before, and nothing behind the end matters", () => {
    const end = write(ANSWER);
    let records: u32 = 0;
    for (let cut = start + 12; cut <= end; cut++) {
      write(ANSWER);
      memory.fill(cut, 0, 64);
      assert(decode(start, cut), "header");
      const found = digest();
      assert(message.recordCount >= records);
      records = message.recordCount;
      assert(<bool>message.isWhole == (cut == end), "whole");
      for (let poison: u32 = 1; poison < 256; poison += poison < 64 ? 1 : 63) {
        memory.fill(cut, <u8>poison, 64);
        decode(start, cut);
        assert(digest() == found, "cut after " + (cut - start).toString());
      }
    }
    expect(records).toBe(6);
  });

  it("may count more than there is", () => {
    expect(read(header(RESPONSE, 1, 0xffff, 0xffff, 0xffff) + ASKED + record(POINTER, A, 1, ADDRESS))).toBe(
      true,
    );
    expect(message.recordCount).toBe(2);
    expect(message.isWhole).toBe(0);
    expect(read(header(QUERY, 0xffff, 0))).toBe(true);
    expect(message.recordCount).toBe(0);
    expect(message.isWhole).toBe(0);
  });

  it("may lie about its rdata", () => {
    const lie = POINTER + "0001 0001 00000001 0005".replaceAll(" ", "") + ADDRESS;
    expect(read(header(RESPONSE, 1, 1) + ASKED + lie)).toBe(true);
    expect(message.recordCount).toBe(1);
    expect(message.isWhole).toBe(0);
    read(header(RESPONSE, 1, 1) + ASKED + lie.replace("0005", "ffff"));
    expect(message.recordCount).toBe(1);
    expect(message.isWhole).toBe(0);
  });

  it("ends at an owner that is no name", () => {
    read(header(RESPONSE, 1, 2) + ASKED + record("c0ff", A, 1, ADDRESS) + record(POINTER, A, 1, ADDRESS));
    expect(message.recordCount).toBe(1);
    expect(message.isWhole).toBe(0);
    read(header(QUERY, 1, 0) + question("80616161", A));
    expect(message.recordCount).toBe(0);
    expect(message.isWhole).toBe(0);
  });
});

describe("more records than there is room for", () => {
  it("are counted", () => {
    const before = recordsRefused;
    let end = write(header(QUERY, DNS_RECORDS_MAX + 3, 1));
    end = repeat(end, question(ROOT, A), DNS_RECORDS_MAX + 3);
    end = append(end, record(name("a"), A, 1, ADDRESS));
    expect(decode(start, end)).toBe(true);
    expect(message.recordCount).toBe(DNS_RECORDS_MAX);
    expect(message.isWhole).toBe(1);
    expect(recordsRefused - before).toBe(4);

    expect(decode(start, end - 1)).toBe(true);
    expect(message.isWhole).toBe(0);
    expect(recordsRefused - before).toBe(7, "the last one is not there");
    decode(start, end - 6);
    decode(start, end - 18);
    expect(message.isWhole).toBe(0);
    expect(recordsRefused - before).toBe(12);
  });

  it("are those whose names are too long together", () => {
    const three = ("3f" + "00".repeat(63)).repeat(3);
    const first = question(three + "39" + "00".repeat(57) + "00", A);
    const before = recordsRefused;
    let end = write(header(QUERY, 101, 0) + first);
    for (let k: u32 = 0; k < 100; k++) end = append(end, question("02" + hex(0x6161 + k, 2) + POINTER, A));
    expect(decode(start, end)).toBe(true);
    expect(message.isWhole).toBe(1);
    expect(message.recordCount).toBeGreaterThan(25);
    expect(recordsRefused - before + message.recordCount).toBe(101);
    expect(ownerOf(recordAt(message.recordCount - 1)).length).toBeGreaterThan(980);
  });

  it("are not those that share their names", () => {
    const before = recordsRefused;
    let end = write(header(RESPONSE, 1, 200) + ASKED);
    end = repeat(end, record(POINTER, A, 1, ADDRESS), 200);
    expect(decode(start, end)).toBe(true);
    expect(message.recordCount).toBe(201);
    expect(recordsRefused).toBe(before);
  });
});
