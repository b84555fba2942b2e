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
import { addressText, stringsText, unknownData, viewOf } from "./dns-data.ts";
import { serviceParametersText } from "./dns-service.ts";
import { typeText } from "./dns-type.ts";

export interface DnsQuestion {
  /** Lower-case, \DDD, without a dot at the end; the root is ".". */
  readonly name: string;
  /** Its mnemonic, or TYPE65280. */
  readonly type: string;
  /** mDNS: with its top bit. */
  readonly class: number;
}

export interface DnsAnswer extends DnsQuestion {
  /** Seconds. */
  readonly ttl: number;
  /** As a zone file writes it. */
  readonly data: string;
  /** The name in the data of NS, CNAME, SOA (MNAME), PTR, MX, SRV, DNAME, SVCB, HTTPS. */
  readonly target?: string;
  /** The data as it came; to be read before the next batch. */
  readonly octets: Uint8Array;
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly rcode: number;
  /** The sender left something out (TC). */
  readonly truncated: boolean;
  /** False: the octets break off behind what is here, or data holds a broken name. */
  readonly whole: boolean;
  readonly questions: DnsQuestion[];
  readonly answers: DnsAnswer[];
  readonly authorities: DnsAnswer[];
  readonly additionals: DnsAnswer[];
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

/** The message that was decoded last, while its octets are where they were. */
export function readDnsMessage(view: DataView, areas: DnsAreas): DnsMessage {
  const flags = view.getUint16(areas.message + DNS_FLAGS, true);
  const questions: DnsQuestion[] = [];
  const answers: DnsAnswer[] = [];
  const authorities: DnsAnswer[] = [];
  const additionals: DnsAnswer[] = [];
  const sections = [questions, answers, authorities, additionals] as const;
  const count = view.getUint32(areas.message + DNS_RECORD_COUNT, true);
  for (let k = 0; k < count; k++) {
    const record = new DnsRecord(view, areas.records + k * DNS_RECORD_SIZE, areas.text);
    if (record.section === 0) questions.push(record.question());
    else sections[record.section].push(record.answer());
  }
  return {
    id: view.getUint16(areas.message + DNS_ID, true),
    response: (flags & DNS_QR) !== 0,
    opcode: (flags & DNS_OPCODE_MASK) >> OPCODE_SHIFT,
    rcode: flags & DNS_RCODE_MASK,
    truncated: (flags & DNS_TC) !== 0,
    whole: view.getUint32(areas.message + DNS_IS_WHOLE, true) !== 0,
    questions,
    answers,
    authorities,
    additionals,
  };
}

class DnsRecord {
  readonly #view: DataView;
  readonly #at: number;
  readonly #text: number;

  constructor(view: DataView, at: number, text: number) {
    this.#view = view;
    this.#at = at;
    this.#text = text;
  }

  question(): DnsQuestion {
    return {
      name: this.#name(DNS_RECORD_NAME),
      type: typeText(this.#type),
      class: this.#u16(DNS_RECORD_CLASS),
    };
  }

  answer(): DnsAnswer {
    const { buffer } = this.#view;
    const rdata = this.#view.getUint32(this.#at + DNS_RECORD_RDATA, true);
    const octets = new Uint8Array(buffer, rdata, this.#u16(DNS_RECORD_RDLENGTH));
    const ttl = this.#view.getUint32(this.#at + DNS_RECORD_TTL, true);
    const data = this.#data(octets) ?? unknownData(octets);
    const question = this.question();
    return this.#namesSize === 0
      ? { ...question, ttl, data, octets }
      : { ...question, ttl, data, octets, target: this.#name(DNS_RECORD_TARGET) };
  }

  get section(): number {
    return this.#view.getUint32(this.#at + DNS_RECORD_SECTION, true);
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
    const octets = new Uint8Array(this.#view.buffer, this.#text + this.#u16(field), this.#u16(field + 2));
    return octets.length === 0 ? "." : String.fromCharCode(...octets);
  }

  /** Undefined where the type has no other form than RFC 3597's here, or the data does not keep its form. */
  #data(octets: Uint8Array): string | undefined {
    switch (typeText(this.#type)) {
      case "A":
        return octets.length === 4 ? addressText(octets) : undefined;
      case "AAAA":
        return octets.length === 16 ? addressText(octets) : undefined;
      case "TXT":
      case "SPF":
        return stringsText(octets);
    }
    if (this.#namesSize === 0) return undefined;

    const view = viewOf(octets);
    const target = this.#name(DNS_RECORD_TARGET);
    const rest = octets.subarray(this.#namesSize);
    switch (typeText(this.#type)) {
      case "MX":
        return rest.length === 0 ? `${view.getUint16(0)} ${target}` : undefined;
      case "SRV":
        if (rest.length !== 0) return undefined;
        return `${view.getUint16(0)} ${view.getUint16(2)} ${view.getUint16(4)} ${target}`;
      case "SOA": {
        if (rest.length !== 4 * SOA_NUMBERS) return undefined;
        const numbers = Array.from({ length: SOA_NUMBERS }, (_, k) => viewOf(rest).getUint32(4 * k));
        return `${target} ${this.#name(DNS_RECORD_RNAME)} ${numbers.join(" ")}`;
      }
      case "SVCB":
      case "HTTPS": {
        const parameters = serviceParametersText(rest);
        return parameters === undefined ? undefined : `${view.getUint16(0)} ${target}${parameters}`;
      }
      default:
        return rest.length === 0 ? target : undefined;
    }
  }
}
