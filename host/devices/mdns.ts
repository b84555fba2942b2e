import { MDNS_DEVICE_INFO, MDNS_SERVICES } from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import type { Statement } from "./claim.ts";
import { hostNameOf, tellsSomething, textOf } from "./claim-text.ts";
import { addressIn } from "./dns-address.ts";
import { labelOctets } from "./dns-label.ts";
import type { DnsMessage, DnsRecord } from "./dns-message.ts";
import { textValue } from "./dns-text.ts";

const TYPE_A = "A";
const TYPE_PTR = "PTR";
const TYPE_TXT = "TXT";
const TYPE_AAAA = "AAAA";
const TYPE_SRV = "SRV";
const CLASS_IN = 1;
/** The rest of the class is the cache-flush bit (RFC 6762 section 10.2). */
const CLASS_MASK = 0x7fff;

/** What the TXT record of a service tells; `name` where the instance's own name is a serial number. */
interface Service {
  readonly name?: string;
  readonly model: string;
}

/** What is read of each service of MDNS_SERVICES. */
const SERVICES: ReadonlyMap<string, Service> = new Map([
  ["_googlecast._tcp.local", { name: "fn", model: "md" }],
  ["_airplay._tcp.local", { model: "model" }],
  ["_hap._tcp.local", { model: "md" }],
  ["_ipp._tcp.local", { model: "ty" }],
  ["_ipps._tcp.local", { model: "ty" }],
  ["_printer._tcp.local", { model: "ty" }],
  ["_pdl-datastream._tcp.local", { model: "ty" }],
  ["_smb._tcp.local", { model: "model" }],
]);
const SERVICE_ORDER = MDNS_SERVICES.split(" ");
const DEVICE_INFO_MODEL = "model";

/**
 * What a sender says of itself: the host name that has its address, the instances of services on that host, and
 * their models. An answer about another host is no claim: sleep proxies and reflectors give such for others. Nor is
 * a question (RFC 6762 section 8.1 proposes names there that may be taken), nor a farewell, whose TTL is 0. What is read here
 * is what assembly/names/mdns.ts tells apart.
 */
export function mdnsStatements(message: DnsMessage, sender: Address): Statement[] {
  if (!message.response) return [];
  const records = recordsIn(message);
  const own = ownHosts(records, sender);
  if (own.size === 0) return [];

  const [host] = own;
  const { texts } = records;
  const instances = ownInstances(records, own);
  const statements: Statement[] = [];
  add(
    statements,
    "instanceName",
    firstOf(instances, (instance) => instanceName(instance, records)),
  );
  add(statements, "hostName", hostName(host));
  const model = firstOf(instances, ({ name, service }) => textValue(texts.get(name)?.octets, service.model));
  add(statements, "model", model ?? (isOfOneHost(records, own) ? deviceInfoModel(texts) : undefined));
  return statements;
}

/** What a message says, by type. */
interface Records {
  readonly addresses: DnsRecord[];
  readonly pointers: DnsRecord[];
  readonly services: DnsRecord[];
  readonly texts: Map<string, DnsRecord>;
}

function recordsIn(message: DnsMessage): Records {
  const records: Records = { addresses: [], pointers: [], services: [], texts: new Map() };
  for (const record of message.records) {
    if (!isSaid(record)) continue;
    const { type } = record;
    if (type === TYPE_A || type === TYPE_AAAA) {
      if (record.octets.length === (type === TYPE_A ? 4 : 16)) records.addresses.push(record);
    } else if (type === TYPE_PTR) records.pointers.push(record);
    else if (type === TYPE_SRV) records.services.push(record);
    else if (type === TYPE_TXT) records.texts.set(record.name, record);
  }
  return records;
}

function isSaid({ section, ttl, class: recordClass }: DnsRecord): boolean {
  const answers = section === "answer" || section === "additional";
  return answers && ttl > 0 && (recordClass & CLASS_MASK) === CLASS_IN;
}

function add(statements: Statement[], kind: Statement["kind"], octets: Uint8Array | undefined): void {
  const text = octets ? (kind === "hostName" ? hostNameOf(octets) : textOf(octets)) : "";
  if (tellsSomething(text)) statements.push({ kind, text, source: "mdns" });
}

/** Names that have the sender's address. */
function ownHosts({ addresses }: Records, { ipv6, high, low }: Address): Set<string> {
  const own = addresses.filter(({ octets }) => {
    const address = addressIn(octets);
    return address.ipv6 === ipv6 && address.high === high && address.low === low;
  });
  return new Set(own.map(({ name }) => name));
}

/** Whether every address in the message is of the sender's own names. */
function isOfOneHost({ addresses }: Records, own: ReadonlySet<string>): boolean {
  return addresses.every(({ name }) => own.has(name));
}

/** `name.local` without `.local`; a name of more or fewer labels is no host's of this link. */
function hostName(host: string): Uint8Array | undefined {
  const [label, domain, ...more] = host.split(".");
  return domain === "local" && more.length === 0 ? labelOctets(label) : undefined;
}

interface Instance {
  readonly name: string;
  readonly service: Service;
}

/** Instances of known services whose SRV record names one of the sender's hosts, the most believed first. */
function ownInstances({ services }: Records, own: ReadonlySet<string>): Instance[] {
  return services
    .filter(({ target }) => target !== undefined && own.has(target))
    .map(({ name }) => ({ name, place: SERVICE_ORDER.indexOf(serviceOf(name)) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .map(({ name, place }) => ({ name, service: SERVICES.get(SERVICE_ORDER[place])! }));
}

/** RFC 6763 section 4.1: what follows the first label, in which a dot is escaped. */
function serviceOf(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}

/** As its owner wrote it where a PTR record quotes it, else in lower case. */
function instanceName({ name, service }: Instance, { pointers, texts }: Records): Uint8Array | undefined {
  const given = service.name === undefined ? undefined : textValue(texts.get(name)?.octets, service.name);
  if (given && given.length > 0) return given;
  const label = labelOctets(name.slice(0, name.indexOf(".")));
  const quoted = pointers.find(({ target }) => target === name)?.octets;
  // The first label of a PTR's data is never a pointer where the message is the first to say it.
  return quoted?.[0] === label.length && quoted.length > label.length
    ? quoted.subarray(1, 1 + label.length)
    : label;
}

function deviceInfoModel(texts: ReadonlyMap<string, DnsRecord>): Uint8Array | undefined {
  for (const [name, info] of texts)
    if (serviceOf(name) === MDNS_DEVICE_INFO) return textValue(info.octets, DEVICE_INFO_MODEL);
  return undefined;
}

function firstOf<T>(
  values: readonly T[],
  read: (value: T) => Uint8Array | undefined,
): Uint8Array | undefined {
  for (const value of values) {
    const octets = read(value);
    if (octets && octets.length > 0) return octets;
  }
  return undefined;
}
