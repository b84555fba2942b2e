// Every section and option that there is. The schema is the manual: help, defaults and bounds are read from it
// (options.ts), and nothing is said of an option anywhere else.

import * as v from "valibot";
import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { ACTIONS } from "../policy/action.ts";
import { EXCEPTIONS_MAX } from "../policy/policy.ts";
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
import { ADDRESS_OR_CIDR, DEVICE, EXPIRY, HOST_PATTERN, HOURS, TIMEZONE } from "./policy-forms.ts";

const INTERFACES_MAX = 16;
const COUNTRY_SECTIONS_MAX = 64;
const CODES_MAX = 300;
/** Half of those whose names the device book keeps. */
const DEVICE_SECTIONS_MAX = 2048;
const MACS_MAX = 16;
const HOSTS_MAX = 64;
const SCOPE_MAX = 64;
const HOURS_MAX = 16;

const ACTION = choiceForm(ACTIONS);
/** Follows what an action is about. */
const ACTIONS_TEXT =
  "off lets them pass; alert lets them pass and tells of them; block refuses them and tells of them.";

const BORDERTAP = {
  mode: option(choiceForm(["alert", "enforce"]), "alert", {
    description: "Whether anything is refused.",
    consequence:
      "alert lets all traffic pass, and leaves the firewall alone: what says block raises an alert as alert does. enforce refuses it, by rules of its own in the firewall.",
  }),
  block_with: option(choiceForm(["reject", "drop"]), "reject", {
    description: "How a flow is refused.",
    consequence: "reject answers, so that programs give up at once; drop leaves them waiting.",
  }),
  default_action: option(ACTION, "off", {
    description: "What is done about flows to countries that no country section names.",
    consequence: `${ACTIONS_TEXT} With block, countries to be reached need a section with off.`,
  }),
  unknown_country: openOption(ACTION, {
    description: "What is done about flows to addresses whose country nobody knows (ZZ).",
    consequence: ACTIONS_TEXT,
    defaultText: "default_action",
  }),
  opinions_differ: option(choiceForm(["first", "either", "both"]), "first", {
    description: "Whose word counts where the two opinions name different countries.",
    consequence:
      "first takes the country that every output shows; either takes the stricter action of the two, both the laxer one. They differ on one IPv4 address in 20 and one IPv6 address in 9.",
  }),
  tunnels: option(ACTION, "off", {
    description: "What is done at least about tunnels, which hide where their traffic goes.",
    consequence:
      "Known by protocol: IPIP, 6in4, GRE, ESP, EtherIP, L2TP, IPComp, MPLS; by port: IKE, OpenVPN, PPTP, L2TP, Teredo, WireGuard; by its first packet: WireGuard on any port. A VPN that looks like HTTPS, and a proxy, are not known.",
  }),
  new_devices: option(ACTION, "off", {
    description: "What is done at least about flows of devices that no device section names.",
    consequence:
      "block keeps a new device at home until you name it; exceptions hold for it all the same. With router_output the router itself counts as one, which nothing names.",
  }),
  timezone: openOption(TIMEZONE, {
    description: "Where the router is: the zone of hours and of expires.",
    consequence: "Hours follow its summer time. They are not in force while the clock is not set.",
    defaultText: "the system's, or TZ",
  }),
  interfaces: listOption(INTERFACE, INTERFACES_MAX, {
    description: "Interfaces to watch: the LAN's.",
    consequence:
      "Traffic that passes none of them is not seen; what passes two of them is counted where it comes in. In mode enforce they are the LAN's side, but for one that carries the default route: what leaves by any other interface is judged.",
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
  ring_size_mib: option(numberForm(2, 64), 10, {
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
  directory: option(PATH, "/etc/bordertap", {
    description: "Folder of what has to be there before the program runs: the rules of boot.",
    consequence:
      "It has to survive a restart of the router. In mode enforce 0.5 MB for a large country, 3 MB at most, written when the rules change. A sysupgrade keeps /etc/bordertap/boot.nft; another folder's only where /etc/sysupgrade.conf names it. On OpenWrt a folder that is there already has to be user bordertap's.",
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
    consequence:
      "Of several sections with a country, the one with device decides, then the one with hours. Exceptions stand before all of them, device policies and default_action after.",
  }),
  action: option(ACTION, "alert", {
    description: "What is done about flows to these countries.",
    consequence: ACTIONS_TEXT,
  }),
  device: listOption(DEVICE, SCOPE_MAX, {
    description: "Devices that this section is about.",
    consequence: "It holds for no other, and stands before sections without devices.",
    defaultText: "all devices",
  }),
  hours: listOption(HOURS, HOURS_MAX, {
    description: "When this section holds, in local time; days are those on which the hours begin.",
    consequence:
      "At other times it is as if it were not there. What is open when the hours begin is judged anew.",
    defaultText: "always",
  }),
};

const EXCEPTION_OPTIONS = {
  address: listOption(ADDRESS_OR_CIDR, EXCEPTIONS_MAX, {
    description: "Remote addresses and prefixes.",
    consequence:
      "They stand before everything else, the longest prefix first; those of IPv4 hold through NAT64 (64:ff9b::/96) too. Of addresses at home they alone say anything, and only where what goes there leaves the LAN.",
  }),
  host: listOption(HOST_PATTERN, EXCEPTIONS_MAX, {
    description: "Names of remote hosts; *.example.com is all below example.com, which is not one of them.",
    consequence:
      "They stand after addresses, the longest name first. A name is the device's claim: one that lies passes. What a flow says itself counts before what its device had asked DNS for.",
  }),
  device: listOption(DEVICE, SCOPE_MAX, {
    description: "Devices that this section is about; without address and host, all that they do.",
    consequence: "Of two sections for one address or host, that with device decides.",
    defaultText: "all devices",
  }),
  action: option(ACTION, "off", {
    description: "What is done about these flows, whatever their country.",
    consequence: `${ACTIONS_TEXT} What stays in the LAN is never refused, and an address at home raises no alert.`,
  }),
  expires: openOption(EXPIRY, {
    description: "When it ends, in local time; a date is its whole day.",
    consequence: "From then on it is as if it were not there; while the clock is not set, it holds.",
    defaultText: "never",
  }),
};

const DEVICE_OPTIONS = {
  macs: requiredListOption(MAC, MACS_MAX, {
    description: "MACs of the device: of its Wi-Fi, its cable, each of its private addresses.",
    consequence: "They are called by the same name, and are counted apart.",
  }),
  name: requiredOption(DEVICE_NAME, {
    description: "What you call the device.",
    consequence:
      "It stands before every name that the device gives itself. Sections may name the device by it, and new_devices does not hold for it.",
  }),
  policy: openOption(ACTION, {
    description: "What is done about its flows to countries that no country section names.",
    consequence: "It stands before unknown_country and default_action.",
    defaultText: "as for all devices",
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
      "It needs 35 MB: the table, the one before it, and the next one; a CSV while it is compiled 40 MB more. On OpenWrt a folder that is there already has to be user bordertap's.",
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
    consequence:
      "Needed unless listen is a loopback address; at least 16 characters. A sysupgrade keeps /etc/bordertap/token; another file only where /etc/sysupgrade.conf names it.",
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

function sections<const T extends v.GenericSchema>(one: T, sectionsMax: number) {
  return v.pipe(
    v.array(v.unknown(), "it is no list of sections."),
    v.maxLength(sectionsMax, `it has more than ${sectionsMax} sections.`),
    v.array(one),
  );
}

/** Of those that a policy is made of, one section alone. */
export const BORDERTAP_SECTION = section(BORDERTAP);
export const COUNTRY_SECTION = section(COUNTRY_OPTIONS);
export const EXCEPTION_SECTION = section(EXCEPTION_OPTIONS);
export const DEVICE_SECTION = section(DEVICE_OPTIONS);

export const GEO_SECTION = section(GEO);
export const HTTP_SECTION = section(HTTP);

export const SCHEMA = section({
  bordertap: v.optional(BORDERTAP_SECTION, {}),
  country: v.optional(sections(COUNTRY_SECTION, COUNTRY_SECTIONS_MAX), []),
  exception: v.optional(sections(EXCEPTION_SECTION, EXCEPTIONS_MAX), []),
  device: v.optional(sections(DEVICE_SECTION, DEVICE_SECTIONS_MAX), []),
  geo: v.optional(GEO_SECTION, {}),
  http: v.optional(HTTP_SECTION, {}),
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
    later: {},
  },
  country: {
    description: "Countries that matter to you.",
    several: true,
    options: COUNTRY_OPTIONS,
    later: {},
  },
  exception: {
    description: "What your rules for countries are not about, or not in this way.",
    several: true,
    options: EXCEPTION_OPTIONS,
    later: {},
  },
  device: {
    description: "Devices that you know.",
    several: true,
    options: DEVICE_OPTIONS,
    later: {},
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
  identifier: "detectors",
  notify: "notifications",
  history: "the database",
};
