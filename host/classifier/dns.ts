import {
  DNS_FLAGS,
  DNS_ID,
  DNS_IS_WHOLE,
  DNS_OPCODE_MASK,
  DNS_QR,
  DNS_RCODE_MASK,
  DNS_RECORD_CLASS,
  DNS_RECORD_COUNT,
  DNS_RECORD_NAME,
  DNS_RECORD_NAMES_SIZE,
  DNS_RECORD_RDATA,
  DNS_RECORD_RDLENGTH,
  DNS_RECORD_RNAME,
  DNS_RECORD_SECTION,
  DNS_RECORD_SIZE,
  DNS_RECORD_TARGET,
  DNS_RECORD_TTL,
  DNS_RECORD_TYPE,
  DNS_TC,
} from "../../assembly/abi.ts";
import { formatAddress, ipv4Address } from "../address.ts";
import { IPV4_SIZE, IPV6_SIZE, ipv6Text, stringsText, unknownData } from "./dns-data.ts";
import { serviceParametersText } from "./dns-service.ts";
import {
  TYPE_A,
  TYPE_AAAA,
  TYPE_HTTPS,
  TYPE_MX,
  TYPE_SOA,
  TYPE_SPF,
  TYPE_SRV,
  TYPE_SVCB,
  TYPE_TXT,
  typeText,
} from "./dns-type.ts";

export type DnsSection = "question" | "answer" | "authority" | "additional";

/** By DNS_SECTION_*. */
const SECTIONS: readonly DnsSection[] = ["question", "answer", "authority", "additional"];

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly rcode: number;
  /** The sender left something out (TC). */
  readonly truncated: boolean;
  /** False: the octets break off behind what is here, or data holds a broken name. */
  readonly whole: boolean;
  /** Those of all sections, in order; each lent until the next message is decoded. */
  readonly records: readonly DnsRecord[];
}

/** Where the areas of abi.ts's DNS message start. */
export interface DnsAreas {
  readonly message: number;
  readonly records: number;
  readonly text: number;
}

const OPCODE_SHIFT = 11;
/** Behind the names of SOA: SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM (RFC 1035 section 3.3.13). */
const SOA_NUMBERS = 5;

/** The message that was decoded last, while its octets are where they were; `view` is of the whole memory. */
export function readDnsMessage(view: DataView, areas: DnsAreas): DnsMessage {
  const flags = view.getUint16(areas.message + DNS_FLAGS, true);
  const texts = new Texts(view, areas.text);
  const records: DnsRecord[] = [];
  const end = areas.records + view.getUint32(areas.message + DNS_RECORD_COUNT, true) * DNS_RECORD_SIZE;
  for (let at = areas.records; at < end; at += DNS_RECORD_SIZE) records.push(new DnsRecord(view, at, texts));
  return {
    id: view.getUint16(areas.message + DNS_ID, true),
    response: (flags & DNS_QR) !== 0,
    opcode: (flags & DNS_OPCODE_MASK) >> OPCODE_SHIFT,
    rcode: flags & DNS_RCODE_MASK,
    truncated: (flags & DNS_TC) !== 0,
    whole: view.getUint32(areas.message + DNS_IS_WHOLE, true) !== 0,
    records,
  };
}

const ascii = new TextDecoder();

/** The text area. Answers mostly have the name of the record before them, and share its text. */
class Texts {
  readonly #view: DataView;
  readonly #start: number;
  #lastOffset = -1;
  #lastSize = -1;
  #last = "";

  constructor(view: DataView, start: number) {
    this.#view = view;
    this.#start = start;
  }

  name(offset: number, size: number): string {
    if (size === 0) return ".";
    if (offset !== this.#lastOffset || size !== this.#lastSize) {
      this.#lastOffset = offset;
      this.#lastSize = size;
      this.#last = ascii.decode(new Uint8Array(this.#view.buffer, this.#start + offset, size));
    }
    return this.#last;
  }
}

/** A question or a resource record; whatever is costly is made when it is asked for. */
export class DnsRecord {
  readonly #view: DataView;
  readonly #at: number;
  readonly #texts: Texts;

  constructor(view: DataView, at: number, texts: Texts) {
    this.#view = view;
    this.#at = at;
    this.#texts = texts;
  }

  get section(): DnsSection {
    return SECTIONS[this.#view.getUint32(this.#at + DNS_RECORD_SECTION, true)];
  }

  /** Lower-case, \DDD, without a dot at the end; the root is ".". */
  get name(): string {
    return this.#name(DNS_RECORD_NAME);
  }

  /** Its mnemonic, or TYPE65280. */
  get type(): string {
    return typeText(this.#type);
  }

  /** mDNS: with its top bit. */
  get class(): number {
    return this.#u16(DNS_RECORD_CLASS);
  }

  /** Seconds; 0 of a question. */
  get ttl(): number {
    return this.#view.getUint32(this.#at + DNS_RECORD_TTL, true);
  }

  /** The data as a zone file writes it. */
  get data(): string {
    return this.#data() ?? unknownData(this.octets);
  }

  /** The data as it came. */
  get octets(): Uint8Array {
    return this.#octets(0);
  }

  /** The name in the data of NS, CNAME, SOA (MNAME), PTR, MX, SRV, DNAME, SVCB, HTTPS. */
  get target(): string | undefined {
    return this.#namesSize === 0 ? undefined : this.#name(DNS_RECORD_TARGET);
  }

  get #type(): number {
    return this.#u16(DNS_RECORD_TYPE);
  }

  get #namesSize(): number {
    return this.#u16(DNS_RECORD_NAMES_SIZE);
  }

  #u16(field: number): number {
    return this.#view.getUint16(this.#at + field, true);
  }

  /** Of an offset and a size, which stand one behind the other. */
  #name(field: number): string {
    return this.#texts.name(this.#u16(field), this.#u16(field + 2));
  }

  /** Address of the data's octets in memory. */
  get #rdata(): number {
    return this.#view.getUint32(this.#at + DNS_RECORD_RDATA, true);
  }

  get #rdlength(): number {
    return this.#u16(DNS_RECORD_RDLENGTH);
  }

  /** The data from octet `from` on. */
  #octets(from: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#rdata + from, this.#rdlength - from);
  }

  /** Undefined where the type has no other form than RFC 3597's here, or the data does not keep its form. */
  #data(): string | undefined {
    const rdata = this.#rdata;
    switch (this.#type) {
      case TYPE_A:
        if (this.#rdlength !== IPV4_SIZE) return undefined;
        return formatAddress(ipv4Address(this.#view.getUint32(rdata)));
      case TYPE_AAAA:
        return this.#rdlength === IPV6_SIZE ? ipv6Text(this.#view, rdata) : undefined;
      case TYPE_TXT:
      case TYPE_SPF:
        return stringsText(this.#octets(0));
      default:
        return this.#namesSize === 0 ? undefined : this.#namesData(rdata);
    }
  }

  #namesData(rdata: number): string | undefined {
    const target = this.#name(DNS_RECORD_TARGET);
    const restSize = this.#rdlength - this.#namesSize;
    switch (this.#type) {
      case TYPE_MX:
        return restSize === 0 ? `${this.#view.getUint16(rdata)} ${target}` : undefined;
      case TYPE_SRV: {
        const [priority, weight, port] = [0, 2, 4].map((at) => this.#view.getUint16(rdata + at));
        return restSize === 0 ? `${priority} ${weight} ${port} ${target}` : undefined;
      }
      case TYPE_SOA: {
        if (restSize !== 4 * SOA_NUMBERS) return undefined;
        const start = rdata + this.#namesSize;
        const numbers = Array.from({ length: SOA_NUMBERS }, (_, k) => this.#view.getUint32(start + 4 * k));
        return `${target} ${this.#name(DNS_RECORD_RNAME)} ${numbers.join(" ")}`;
      }
      case TYPE_SVCB:
      case TYPE_HTTPS: {
        const parameters = serviceParametersText(this.#octets(this.#namesSize));
        return parameters === undefined ? undefined : `${this.#view.getUint16(rdata)} ${target}${parameters}`;
      }
      default:
        return restSize === 0 ? target : undefined;
    }
  }
}
