// Options of section bordertap that say what the firewall is told.

import { BOOLEAN, choiceForm, type Form, numberForm } from "./form.ts";
import { option } from "./option.ts";

const MODES = ["open", "last-good", "closed"] as const;

/** Linux numbers queues with 16 bits. */
const QUEUES_MAX = 65536;
/** A judge reads each of its queues by itself. */
const QUEUE_COUNT_MAX = 4;

/** Two bits of verdict, two at least of a policy's version; more than fourteen of them nobody needs. */
const MASK_BITS = { least: 4, most: 16 };
const MASK_SAMPLE = `${MASK_BITS.least} to ${MASK_BITS.most} adjacent bits, such as 0xff000000`;

export const MARK_MASK: Form<number> = {
  type: "text",
  sample: MASK_SAMPLE,
  text: (mask) => `0x${mask.toString(16).padStart(8, "0")}`,
  read: (value) => {
    const isHex = typeof value === "string" && /^0x[0-9a-fA-F]{1,8}$/.test(value);
    const mask = isHex ? Number(value) : value;
    if (typeof mask !== "number" || !Number.isInteger(mask) || mask < 0 || mask > 0xffff_ffff)
      return { reason: "it is no mask of 32 bits." };
    const ones = mask.toString(2).replace(/0+$/, "");
    const isRun = !ones.includes("0") && ones.length >= MASK_BITS.least && ones.length <= MASK_BITS.most;
    return isRun ? { value: mask } : { reason: "its bits are too few, too many or not adjacent." };
  },
};

export const ENFORCEMENT = {
  fail: option(choiceForm(MODES), "last-good", {
    description:
      "What happens to new flows while nobody judges them: the program ended, hangs or is overrun.",
    consequence:
      "open lets all pass; last-good all but what the last policy blocks by address; closed nothing. Where the policy blocks more than 65,536 prefixes (US alone has more), last-good is closed. 'service bordertap stop' takes the rules away: then all pass, whatever this says.",
  }),
  boot: option(choiceForm(MODES), "last-good", {
    description: "The same, from the start of the router until the program judges.",
    consequence:
      "closed leaves the home without Internet until then, and for good where the program fails; so does last-good where the policy blocks more than 65,536 prefixes, for it is closed then.",
  }),
  router_output: option(BOOLEAN, false, {
    description: "Whether what the router itself says is judged as well.",
    consequence:
      "A country that is blocked is then blocked for its DNS, NTP and updates too. With new_devices block all of them are, but for exceptions by address.",
  }),
  mark_mask: option(MARK_MASK, 0xff00_0000, {
    description: "Bits of packets' and flows' marks that verdicts are kept in.",
    consequence: "Other programs must leave them alone; the bits of others stay as they are.",
    defaultText: "0xff000000",
  }),
  queue_first: option(numberForm(0, QUEUES_MAX - QUEUE_COUNT_MAX), 0, {
    description: "Number of the first queue that packets wait in until they are judged.",
    consequence: "No other program may listen to it.",
  }),
  queue_count: option(numberForm(1, QUEUE_COUNT_MAX), 1, {
    description: "Queues: packets go to one by the processor that takes them.",
    unit: "queues",
    consequence: "More than there are processors that take packets stay empty.",
  }),
};
