// tshark's opinion of names, with reassembly on: a name stands on the frame that completes it. The preferences are
// those of oracle.sh's stream mode, but a request is told when its headers are there, not its body.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { captureFolder, oracleFolder } from "./shared.ts";
import { hostText, nameText } from "./tshark-text.ts";

const OUTPUT_MAX = 1 << 26;
const SEPARATOR = "\t";
const AGGREGATOR = "\u0002";

const PREFERENCES = [
  "ip.defragment:TRUE",
  "ipv6.defragment:TRUE",
  "tcp.desegment_tcp_streams:TRUE",
  "tcp.reassemble_out_of_order:TRUE",
  "tls.desegment_ssl_records:TRUE",
  "tls.desegment_ssl_application_data:TRUE",
  "http.desegment_body:FALSE",
  "ip.check_checksum:FALSE",
  "tcp.check_checksum:FALSE",
  "udp.check_checksum:FALSE",
];

const COLUMNS = [
  "frame.number",
  "frame.protocols",
  "_ws.malformed",
  "tcp.segment",
  "tcp.srcport",
  "tcp.dstport",
  "udp.srcport",
  "udp.dstport",
  "tls.handshake.extensions_server_name",
  "dtls.handshake.extensions_server_name",
  "http.host",
  "http.request.method",
  "http.request.uri",
  "dns.flags.response",
  "dns.count.queries",
  "dns.count.answers",
  "dns.qry.name",
  "dns.resp.name",
  "dns.resp.type",
  "dns.a",
  "dns.aaaa",
  "dns.cname",
  "dns.srv.service",
  "dns.srv.proto",
  "dns.srv.name",
] as const;
type Row = Record<(typeof COLUMNS)[number], string[]>;

const REQUESTS = "http.request";
const NAMES = `dns or mdns or llmnr or ${["tls", "dtls"].map((layer) => `${layer}.handshake.extensions_server_name`).join(" or ")} or ${REQUESTS}`;

/** Multicast DNS and LLMNR are what tshark calls them; what it calls dns may be anything that looks like it. */
const DNS_PORTS = new Set(["53", "5353", "5355"]);
/** Answers whose data is an address or a name, by the type's number. */
const DATA_COLUMNS = new Map<number, "dns.a" | "dns.aaaa" | "dns.cname">([
  [1, "dns.a"],
  [5, "dns.cname"],
  [28, "dns.aaaa"],
]);

const SRV = 33;
const SRV_COLUMNS = ["dns.srv.service", "dns.srv.proto", "dns.srv.name"] as const;

export interface OracleAnswer {
  readonly name: string;
  /** The type's number. */
  readonly type: number;
  /** Only of A, AAAA and CNAME. */
  readonly data?: string;
}

export interface OracleNames {
  /** tshark's number. */
  readonly frame: number;
  /** Protocols from the outermost on, joined by colons. */
  readonly protocols: string;
  /** tshark met something that it cannot read. */
  readonly malformed: boolean;
  readonly host?: string;
  readonly hostSource?: "sni" | "quic" | "http";
  readonly dns?: {
    readonly response: boolean;
    readonly questions: string[];
    readonly answers: OracleAnswer[];
  };
}

/** Every frame of a capture on which tshark sees a name that is ours; `folder` takes a copy without TLS secrets. */
export async function askNames(capture: string, folder: string): Promise<OracleNames[]> {
  const rows = await askTshark(capture, folder, NAMES, true);
  const names = rows.map(namesOf).filter(({ host, dns }) => host !== undefined || dns !== undefined);
  const isSplit = (row: Row) => row["http.request.method"].length > 0 && row["tcp.segment"].length > 1;
  if (!rows.some(isSplit)) return names;

  // tshark tells a request's host when all its headers are there. Asked to take each segment for itself, it tells
  // whether the first one has the line already.
  const segments = (await askTshark(capture, folder, REQUESTS, false)).map(namesOf);
  const firstOf = new Map(rows.filter(isSplit).map((row) => [frameOf(row), Number(row["tcp.segment"][0])]));
  return names
    .map((name) => {
      const first = segments.find(({ frame }) => frame === firstOf.get(name.frame));
      return first?.host !== undefined && first.host === name.host ? first : name;
    })
    .sort((a, b) => a.frame - b.frame);
}

async function askTshark(
  capture: string,
  folder: string,
  filter: string,
  joinsHeaders: boolean,
): Promise<Row[]> {
  const script =
    'if python3 "$1/strip_dsb.py" "$2" "$3"; then file=$3; else file=$2; fi; shift 3; tshark -r "$file" "$@"';
  const preferences = [...PREFERENCES, `http.desegment_headers:${joinsHeaders ? "TRUE" : "FALSE"}`];
  const options = [
    "-n",
    ...preferences.flatMap((preference) => ["-o", preference]),
    ...["-Y", filter, "-T", "fields", "-E", "occurrence=a", "-E", `aggregator=${AGGREGATOR}`],
    ...COLUMNS.flatMap((column) => ["-e", column]),
  ];
  const files = [oracleFolder, join(captureFolder, capture), join(folder, `${capture}.without-secrets`)];
  const { stdout } = await promisify(execFile)("bash", ["-c", script, "names", ...files, ...options], {
    maxBuffer: OUTPUT_MAX,
    env: { ...process.env, LC_ALL: "C", WIRESHARK_CONFIG_DIR: folder },
  });
  return stdout.split("\n").slice(0, -1).map(rowOf);
}

function rowOf(line: string): Row {
  const values = line.split(SEPARATOR);
  return Object.fromEntries(
    COLUMNS.map((column, k) => [column, values[k] ? values[k].split(AGGREGATOR) : []]),
  ) as Row;
}

function frameOf(row: Row): number {
  return Number(row["frame.number"][0]);
}

function namesOf(row: Row): OracleNames {
  const protocols = row["frame.protocols"][0];
  const frame = {
    frame: frameOf(row),
    protocols,
    malformed: row["_ws.malformed"].length > 0,
  };
  switch (carrierOf(protocols)) {
    case "dns":
    case "mdns":
    case "llmnr":
      return hasDnsPort(row) ? { ...frame, dns: dnsOf(row) } : frame;
    case "http":
      return { ...frame, ...hostOf(requestTarget(row), "http") };
    case "dtls":
      return { ...frame, ...hostOf(row["dtls.handshake.extensions_server_name"], "sni") };
    case "tls":
      return { ...frame, ...hostOf(row["tls.handshake.extensions_server_name"], "sni") };
    case "quic":
      return { ...frame, ...hostOf(row["tls.handshake.extensions_server_name"], "quic") };
    default:
      return frame;
  }
}

/** What a frame's one IP header carries over TCP or UDP; nothing where there is another header inside. */
function carrierOf(protocols: string): string | undefined {
  const layers = protocols.split(":");
  const transport = layers.findIndex((layer) => layer === "tcp" || layer === "udp");
  const headers = layers.slice(0, transport).filter((layer) => layer === "ip" || layer === "ipv6");
  return transport >= 0 && headers.length === 1 ? layers[transport + 1] : undefined;
}

function hasDnsPort(row: Row): boolean {
  const columns = ["tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"] as const;
  return columns.some((column) => row[column].some((port) => DNS_PORTS.has(port)));
}

/** For a proxy's CONNECT what it asks for, else the Host header. */
function requestTarget(row: Row): string[] {
  return row["http.request.method"][0] === "CONNECT" ? row["http.request.uri"] : row["http.host"];
}

function hostOf(
  names: readonly string[],
  hostSource: "sni" | "quic" | "http",
): Pick<OracleNames, "host" | "hostSource"> {
  return names.length === 0 ? {} : { host: hostText(names[0]), hostSource };
}

/** The columns hold the records of all sections in order; the answers are the first of them. */
function dnsOf(row: Row): OracleNames["dns"] {
  const count = Number(row["dns.count.answers"][0] ?? 0);
  const taken = new Map<string, number>();
  const next = (column: (typeof COLUMNS)[number]): string | undefined => {
    const at = taken.get(column) ?? 0;
    taken.set(column, at + 1);
    return row[column][at];
  };
  const answers = row["dns.resp.type"].slice(0, count).map((text): OracleAnswer => {
    const type = Number(text);
    // The owner of SRV has columns of its own, a piece in each.
    const owner = type === SRV ? SRV_COLUMNS.map(next).join(".") : next("dns.resp.name");
    const name = nameText(owner ?? "");
    const column = DATA_COLUMNS.get(type);
    if (!column) return { name, type };
    const data = next(column);
    return { name, type, data: type === 5 && data !== undefined ? nameText(data) : data };
  });
  return {
    response: ["1", "True"].includes(row["dns.flags.response"][0]),
    questions: row["dns.qry.name"].map(nameText),
    answers,
  };
}
