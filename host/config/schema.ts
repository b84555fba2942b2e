// Every section and option that there is. The schema is the manual: help, defaults and bounds are read from it
// (options.ts), and nothing is said of an option anywhere else.

import * as v from "valibot";
import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { ENFORCEMENT } from "./enforcement-options.ts";
import { BOOLEAN, choiceForm, numberForm } from "./form.ts";
import {
  ADDRESS,
  CIDR,
  COUNTRY,
  DEVICE_NAME,
  HOST,
  INTERFACE,
  MAC,
  PATH,
  SECURE_URL,
  SHA256,
  WEB_URL,
} from "./forms.ts";
import { listOption, openOption, option, requiredListOption, requiredOption } from "./option.ts";

const INTERFACES_MAX = 16;
const COUNTRY_SECTIONS_MAX = 64;
const CODES_MAX = 300;
/** Half of those whose names the device book keeps. */
const DEVICE_SECTIONS_MAX = 2048;
const MACS_MAX = 16;
const HOSTS_MAX = 64;

const NOT_YET = "it is not available in this version";

const BORDERTAP = {
  mode: option(choiceForm(["alert"], { enforce: `${NOT_YET}: it comes with enforcement.` }), "alert", {
    description: "What is done about a flow to a flagged country.",
    consequence: "alert lets all traffic pass and tells of it.",
  }),
  interfaces: listOption(INTERFACE, INTERFACES_MAX, {
    description: "Interfaces to watch.",
    consequence:
      "Traffic that passes none of them is not seen; what passes two of them is counted where it comes in.",
    defaultText: "all LAN-class bridges",
  }),
  local: listOption(CIDR, LOCAL_PREFIXES_MAX, {
    description: "Prefixes that count as local beside those that the interfaces tell.",
    consequence: "Addresses in them are devices of yours, whatever country they are registered in.",
  }),
  workers: option(numberForm(1, 4), 1, {
    description: "Threads that read packets, and that share the devices among them.",
    unit: "threads",
    consequence: "Each takes a ring and a set of tables of its own: some 40 MB.",
  }),
  ring_size_mib: option(numberForm(2, 64), 8, {
    description: "Size of the ring between kernel and each thread.",
    unit: "MiB",
    consequence:
      "A larger one bridges longer pauses without loss, and takes that much memory for each interface.",
  }),
  promiscuous: option(BOOLEAN, false, {
    description: "Hear frames on the interfaces that are for nobody here.",
    consequence: "A bridge never needs it; an interface behind a mirroring switch port does.",
  }),
  accounting: option(choiceForm(["auto", "tap", "conntrack"]), "auto", {
    description: "Who counts octets.",
    consequence:
      "auto takes conntrack's counters where flow offload hides packets from the tap, and else the tap's own.",
  }),
  leases: option(PATH, "/tmp/dhcp.leases", {
    description: "File of DHCP leases that dnsmasq writes.",
    consequence:
      "Devices are called what they told the router. Where there is no such file, names come from the wire.",
  }),
  log_level: option(choiceForm(["error", "warning", "info", "debug"]), "info", {
    description: "The least important messages that are logged.",
    consequence: "debug writes several lines a second on a busy network.",
  }),
  ...ENFORCEMENT,
};

const COUNTRY_OPTIONS = {
  codes: requiredListOption(COUNTRY, CODES_MAX, {
    description: "Countries that this section is about.",
    consequence: "A country may stand in one section only.",
  }),
  action: option(choiceForm(["off", "alert"], { block: `${NOT_YET}: it comes with enforcement.` }), "alert", {
    description: "What is done about flows to these countries.",
    consequence: "alert flags their flows and raises alerts; off keeps the section without effect.",
  }),
};

const DEVICE_OPTIONS = {
  macs: requiredListOption(MAC, MACS_MAX, {
    description: "MACs of the device: of its Wi-Fi, its cable, each of its private addresses.",
    consequence: "They are called by the same name, and are counted apart.",
  }),
  name: requiredOption(DEVICE_NAME, {
    description: "What you call the device.",
    consequence: "It stands before every name that the device gives itself.",
  }),
};

const GEO = {
  table: openOption(PATH, {
    description: "Country table to use.",
    consequence: "Updates do not replace it: it is used as it is.",
    defaultText: "the last good update, or else the installed one",
  }),
  asn: openOption(PATH, {
    description: "Table of autonomous systems to use.",
    consequence: "Remote ends are shown with the organization that announces them.",
    defaultText: "the installed one, if there is one",
  }),
  url: openOption(WEB_URL, {
    description: "Where updates come from: a table that 'geo build' made, or a CSV or MMDB, also as .gz.",
    consequence:
      "A table is best: a CSV or MMDB takes 200 MB of memory to compile, and has no second opinion. http:// needs sha256.",
    defaultText: "no updates from the network",
  }),
  sha256: openOption(SHA256, {
    description: "What the file at url must have.",
    consequence: "Any other file is refused; a publisher's next one too.",
  }),
  sha256_url: openOption(SECURE_URL, {
    description: "Where the SHA-256 of the file at url stands, as sha256sum writes it.",
    consequence: "The file at url is fetched only when this has changed, and any other is refused.",
  }),
  mmdb: openOption(PATH, {
    description: "Your own MMDB with countries, in the place of url.",
    consequence:
      "It is compiled when it has changed, which takes 200 MB of memory; it has no second opinion.",
    defaultText: "none",
  }),
  update_interval_hours: option(numberForm(0, 8760), 168, {
    description: "How often to look for an update; 0 never.",
    unit: "hours",
    consequence: "Up to a tenth is added or taken at random, so that not all routers come at once.",
  }),
  directory: option(PATH, "/etc/bordertap/geo", {
    description: "Where updates are kept.",
    consequence:
      "It needs 35 MB: the table, the one before it, and the next one; a CSV while it is compiled 40 MB more.",
  }),
};

const HTTP = {
  enabled: option(BOOLEAN, true, {
    description: "Whether the page, the API and /metrics are served.",
    consequence: "Without them 'status', 'devices', 'flows', 'top' and 'alerts' have nobody to ask.",
  }),
  listen: option(ADDRESS, "127.0.0.1", {
    description: "Address to listen on; 0.0.0.0 or :: for all.",
    consequence:
      "Whoever reaches it and has the token can read what every device does. Loopback needs no token.",
  }),
  port: option(numberForm(0, 65535), 9417, {
    description: "TCP port to listen on; 0 for any that is free.",
    consequence: "Prometheus and the command line have to be told another one.",
  }),
  token_file: openOption(PATH, {
    description: "File whose only line is the token that a client must show.",
    consequence: "Needed unless listen is a loopback address; at least 16 characters.",
    defaultText: "no token",
  }),
  allowed_hosts: listOption(HOST, HOSTS_MAX, {
    description: "Names that clients may ask for beside localhost and addresses.",
    consequence: "Others are refused, so that no web page can reach the endpoint by a name of its own.",
  }),
};

function section<const T extends v.ObjectEntries>(entries: T) {
  return v.pipe(
    v.unknown(),
    v.check(
      (value) => typeof value === "object" && value !== null && !Array.isArray(value),
      "it is no section.",
    ),
    v.object(entries),
  );
}

function sections<const T extends v.ObjectEntries>(entries: T, sectionsMax: number) {
  return v.pipe(
    v.array(v.unknown(), "it is no list of sections."),
    v.maxLength(sectionsMax, `it has more than ${sectionsMax} sections.`),
    v.array(section(entries)),
  );
}

export const SCHEMA = section({
  bordertap: v.optional(section(BORDERTAP), {}),
  country: v.optional(sections(COUNTRY_OPTIONS, COUNTRY_SECTIONS_MAX), []),
  device: v.optional(sections(DEVICE_OPTIONS, DEVICE_SECTIONS_MAX), []),
  geo: v.optional(section(GEO), {}),
  http: v.optional(section(HTTP), {}),
});

export type File = v.InferOutput<typeof SCHEMA>;

export interface SectionFacts {
  readonly description: string;
  /** There may be several, one after the other. */
  readonly several: boolean;
  readonly options: Readonly<Record<string, v.GenericSchema>>;
  /** Options of a later version, and what they come with. */
  readonly later: Readonly<Record<string, string>>;
}

export const SECTIONS: Readonly<Record<string, SectionFacts>> = {
  bordertap: {
    description: "What is watched, and how.",
    several: false,
    options: BORDERTAP,
    later: { unknown_country: "policy" },
  },
  country: {
    description: "Countries that matter to you.",
    several: true,
    options: COUNTRY_OPTIONS,
    later: { device: "policy", hours: "policy" },
  },
  device: {
    description: "Devices that you know.",
    several: true,
    options: DEVICE_OPTIONS,
    later: { policy: "policy" },
  },
  geo: {
    description: "The country table and its updates.",
    several: false,
    options: GEO,
    later: {},
  },
  http: {
    description: "The endpoint, which only reads.",
    several: false,
    options: HTTP,
    later: {},
  },
};

/** Sections of a later version, and what they come with. */
export const LATER_SECTIONS: Readonly<Record<string, string>> = {
  exception: "policy",
  identifier: "detectors",
  notify: "notifications",
  history: "the database",
};
