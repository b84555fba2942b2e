import * as v from "valibot";
import type { StatusReport } from "../../observed.ts";
import { attempted, count, counts, text, time } from "./scalar.ts";

const seconds = (what: string) => v.pipe(v.number(), v.description(`${what}, seconds`));

const interfaceSchema = v.object({
  name: v.string(),
  state: v.pipe(
    v.picklist(["capturing", "down", "absent", "failed", "ended"]),
    v.description("absent: taken as soon as it comes; ended: a file that was read to its end"),
  ),
  reason: v.optional(text("what stands in the way")),
  source: v.optional(v.picklist(["afpacket", "tcpdump", "file"])),
  bytesExact: v.optional(
    v.pipe(v.boolean(), v.description("false: merged segments hide bytes, counters are a lower bound")),
  ),
  packets: count("packets that the kernel counted"),
  dropped: count("of them, packets that were lost"),
});

const geoSchema = v.object({
  sources: v.array(v.object({ name: v.string(), date: v.optional(v.string()), sha256: v.string() })),
  ageSeconds: v.optional(seconds("of the newest first opinion")),
  lastUpdate: v.optional(v.object({ time, ok: v.boolean(), reason: v.optional(text("why it was refused")) })),
});

const remarkSchema = v.object({
  option: text("such as country[2].codes[0]; entries count from 0"),
  reason: v.string(),
  remedy: v.string(),
});

const configurationSchema = v.object({
  state: v.pipe(
    v.picklist(["taken", "refused"]),
    v.description(
      "refused: not all of it is in force; of one with mistakes nothing is, the one before stays",
    ),
  ),
  time,
  reason: v.optional(text("why it was refused, where that is no mistake in it")),
  mistakes: v.pipe(v.array(remarkSchema), v.description("all that is wrong with it, without values")),
  warnings: v.pipe(v.array(remarkSchema), v.description("what can stand, and is odd")),
  notListed: count("mistakes and warnings beyond these"),
});

const accountingSchema = v.object({
  source: v.pipe(v.picklist(["tap", "conntrack"]), v.description("which of the two counts bytes")),
  offload: v.pipe(
    v.picklist(["none", "software", "hardware", "unknown"]),
    v.description("what the ruleset says of known flows' packets; hardware hides them from the tap as well"),
  ),
  offloadedFlows: v.optional(
    v.object({
      software: count("flows of conntrack that pass the firewall by, and not the tap"),
      hardware: count("flows of conntrack that pass the tap by as well"),
    }),
  ),
  coverageRatio: v.optional(
    v.pipe(v.number(), v.description("share of conntrack's bytes that the tap saw, 0 to 1")),
  ),
});

const enforcementSchema = v.object({
  state: v.pipe(
    v.picklist(["enforcing", "failed"]),
    v.description("failed: the rules that are wanted could not be loaded, those before them stay"),
  ),
  reason: v.optional(text("what stands in the way")),
  policyVersion: count("of the policy, in marks"),
  failMode: v.pipe(
    v.picklist(["open", "last-good", "closed"]),
    v.description("what happens to new flows while nobody judges"),
  ),
  blockSetPrefixes: count("prefixes of the last good block set"),
  decisions: counts("queued packets by what was decided of them"),
  flowsWithoutName: count("flows that were to say a name and said none"),
  packetsHeld: count("packets that were kept until the rest of a name came"),
  rules: counts("packets by what the rules did: asked, refused, unjudged"),
  notKept: counts("what found no room or could not be read, by kind"),
  table: v.object({
    loads: count("rulesets that were loaded"),
    refusals: count("rulesets that nft refused"),
    losses: count("times that others changed or took the table"),
    gapSeconds: seconds("how long it may have been so"),
  }),
  guard: v.pipe(
    v.object({
      state: v.pipe(
        v.picklist(["standing", "off", "lifted", "unsupported", "failed"]),
        v.description(
          "off: in fail mode open; lifted: the rules could not be put back in time; unsupported: by the kernel",
        ),
      ),
      reason: v.optional(text("what stands in the way")),
      dropped: count("packets that it dropped"),
      lifts: count("times that it was lifted"),
    }),
    v.description("what drops packets that would leave while others have taken the rules"),
  ),
  sweeps: v.object({
    flows: count("open flows that were looked at"),
    ended: count("open flows that were ended"),
    endedOffloaded: count("of them, flows that passed the firewall by"),
    refused: count("flows that the kernel would not end"),
  }),
  rebuilt: count("classifiers of the judge that were replaced"),
});

/** What the daemon knows of itself. */
const observedStatus = v.object({
  version: v.string(),
  source: v.picklist(["live", "replay"]),
  mode: v.picklist(["alert", "enforce"]),
  started: time,
  uptimeSeconds: seconds("by a clock that never steps"),
  clockSynchronized: v.optional(v.boolean()),
  interfaces: v.array(interfaceSchema),
  local: v.pipe(
    v.array(v.string()),
    v.description("prefixes that are local beside the special-purpose ones"),
  ),
  frames: count("frames"),
  bytes: count("bytes on the wire"),
  outcomes: counts("frames by outcome"),
  framesNotSegmented: count(
    "merged frames that were counted as one packet, with fewer bytes than the wire had",
  ),
  ...attempted,
  refusalsSeen: v.optional(count("answers of the own firewall to what it refused, packets of nobody's")),
  flows: v.object({
    open: count("flows in the tables"),
    capacity: count("flows that fit"),
    evicted: count("flows that made room for others"),
  }),
  devices: v.object({
    known: count("devices in the tables"),
    capacity: count("devices that fit"),
    refused: count("flows of devices that found no room"),
  }),
  namesNotKept: counts("what was lost to full tables of names, by kind"),
  surroundingsNotKept: counts("what was lost of what the kernel and the DHCP server tell, by kind"),
  workers: v.array(
    v.object({ number: count("of the worker"), rebuilt: count("classifiers that were replaced") }),
  ),
  geo: geoSchema,
  configuration: v.optional(configurationSchema),
  accounting: accountingSchema,
  enforcement: v.optional(enforcementSchema),
  enforcementFailure: v.optional(text("why nobody judges in mode enforce; it is tried again")),
  eventsNotSent: count("events that no listener could be told"),
}) satisfies v.GenericSchema<unknown, StatusReport>;

export const statusSchema = v.object({
  ...observedStatus.entries,
  attribution: v.pipe(
    v.array(v.string()),
    v.description("sentences that the data's licences want wherever results are shown"),
  ),
});
