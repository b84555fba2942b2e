// Configurations as JSON has them, over the whole schema: every option, values of each form, names that hurt.

import type { Form } from "../../../../host/config/form.ts";
import * as forms from "../../../../host/config/forms.ts";
import { factsOf, type OptionFacts } from "../../../../host/config/option.ts";
import * as policyForms from "../../../../host/config/policy-forms.ts";
import { SECTIONS } from "../../../../host/config/schema.ts";
import type { Random } from "../../helper/random.ts";

/** What quotes, ends, escapes or joins words somewhere: in uci, in a shell, in JSON. */
const HOSTILE = [
  ..."'\"\\;#$`=,:|&<>%*?!@{}[]() -.09azAZé漢🙂",
  "'\\''",
  "$(id)",
  "\\n",
  "option ",
  "' '",
  "''",
];
const CODES = ["CN", "RU", "US", "DE", "FR", "NL", "IR", "KP", "BR", "IN", "JP", "KR"];

/** JSON without mistakes in its values; what stands beside what may still be wrong. */
export class RandomConfig {
  readonly #random: Random;
  #serial = 0;
  #names: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Record<string, unknown> {
    this.#names = this.#some(4).map(() => `${this.#hostile()}${this.#serial++}`);
    const content = Object.entries(SECTIONS).flatMap(([name, { several, options }]) => {
      if (!this.#is(0.8)) return [];
      const count = name === "device" ? this.#names.length : this.#random.below(4);
      const section = (_: unknown, at: number) => this.#section(options, name === "device" ? at : undefined);
      return [[name, several ? Array.from({ length: count }, section) : section(0, 0)]];
    });
    return Object.fromEntries(content);
  }

  #section(
    options: (typeof SECTIONS)[string]["options"],
    named: number | undefined,
  ): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(options).flatMap(([name, schema]) => {
        const isSet = schema.type !== "optional" || this.#is(0.4);
        if (!isSet) return [];
        if (named !== undefined && name === "name") return [[name, this.#names[named]]];
        return [[name, this.#value(factsOf(schema))]];
      }),
    );
  }

  #value({ form, entriesMax }: OptionFacts): unknown {
    if (entriesMax === 0) return this.#entry(form);
    const entries = new Set(this.#some(Math.min(entriesMax, 3)).map(() => this.#entry(form)));
    return entries.size === 1 && this.#is(0.3) ? [...entries][0] : [...entries];
  }

  #entry(form: Form<unknown>): unknown {
    switch (form.type) {
      case "number":
        return form.least! + this.#random.below(form.most! - form.least! + 1);
      case "boolean":
        return this.#is(0.5);
      case "choice":
        return this.#random.pick(form.choices!);
    }
    const text = TEXTS.get(form);
    if (text) return text(this.#random, this.#serial++);
    if (form === policyForms.DEVICE) return this.#device();
    if (form.text) return this.#is(0.5) ? 0x00ff_0000 : "0xFff00000";
    throw new Error(`no texts of a form: ${form.sample}`);
  }

  #device(): string {
    return this.#names.length > 0 && this.#is(0.7) ? this.#random.pick(this.#names) : macOf(this.#serial++);
  }

  #hostile(): string {
    return this.#some(8)
      .map(() => this.#random.pick(HOSTILE))
      .join("");
  }

  /** One to `max`. */
  #some(max: number): undefined[] {
    return Array.from({ length: 1 + this.#random.below(max) });
  }

  #is(share: number): boolean {
    return this.#random.below(1000) < share * 1000;
  }
}

type Text = (random: Random, serial: number) => string;

/** Texts of each form; the number differs from one to the next. */
const TEXTS: ReadonlyMap<Form<unknown>, Text> = new Map<Form<unknown>, Text>([
  [forms.PATH, (random, serial) => `/${random.pick(HOSTILE).replaceAll("/", "")}/${serial} x'`],
  [forms.INTERFACE, (random, serial) => `br'${random.pick(['"', "\\", ";", "#", "é"])}${serial}`],
  [
    forms.CIDR,
    (random, serial) => random.pick([`10.${serial % 256}.0.0/16`, `2001:db8:${hex(serial)}::/48`]),
  ],
  [forms.MAC, (_, serial) => macOf(serial)],
  [forms.COUNTRY, (random) => random.pick([...CODES, ...CODES.map((code) => code.toLowerCase())])],
  [forms.ADDRESS, (random) => random.pick(["127.0.0.1", "127.0.0.2", "::1", "0.0.0.0"])],
  [forms.HOST, (_, serial) => `Router-${serial}.Lan`],
  [forms.WEB_URL, (_, serial) => `https://example.org/it's?a=${serial}&b="c";#d`],
  [forms.SECURE_URL, (_, serial) => `https://example.org/${serial}'\\`],
  [forms.SHA256, (_, serial) => hex(serial).padStart(64, "A")],
  [policyForms.ADDRESS_OR_CIDR, (_, serial) => `203.${serial % 256}.${(serial >> 8) % 256}.0/24`],
  [policyForms.HOST_PATTERN, (random, serial) => `${random.pick(["*.", ""])}h${serial}.Example.com.`],
  [policyForms.HOURS, (random) => random.pick(["22:00-06:00", "mon-fri 08:00-16:00", "sat,sun 00:00-24:00"])],
  [policyForms.EXPIRY, (random) => random.pick(["2099-01-31", "2099-01-31 18:00"])],
  [policyForms.TIMEZONE, (random) => random.pick(["Europe/Berlin", "America/New_York", "UTC"])],
]);

function macOf(serial: number): string {
  return `02:00:00:00:${hex((serial >> 8) & 0xff).padStart(2, "0")}:${hex(serial & 0xff).padStart(2, "0")}`;
}

function hex(number: number): string {
  return number.toString(16);
}
