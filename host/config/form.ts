/** What a value was read to, or why it cannot be. */
export type Reading<T> = { readonly value: T } | { readonly reason: string };

/** What one value of an option looks like. */
export interface Form<T> {
  readonly type: "text" | "number" | "boolean" | "choice";
  /** Follows "Give". */
  readonly sample: string;
  /** Takes a value as JSON has it or as UCI does, where everything is text. */
  readonly read: (value: unknown) => Reading<T>;
  /** Both inclusive, of numbers. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  /** As UCI has it, of a text that JSON may have as a number. */
  text?(value: T): string;
}

export function textForm<T>(sample: string, read: (text: string) => Reading<T>): Form<T> {
  return {
    type: "text",
    sample,
    read: (value) => (typeof value === "string" ? read(value) : { reason: "it is no text." }),
  };
}

export function numberForm(least: number, most: number): Form<number> {
  return {
    type: "number",
    sample: `a whole number from ${least} to ${most}`,
    least,
    most,
    read: (value) => {
      const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
      if (typeof number !== "number" || !Number.isInteger(number))
        return { reason: "it is no whole number." };
      return number < least || number > most ? { reason: "it is out of range." } : { value: number };
    },
  };
}

/** As UCI's own libraries read them. */
const TRUE: readonly unknown[] = [true, 1, "1", "on", "true", "yes", "enabled"];
const FALSE: readonly unknown[] = [false, 0, "0", "off", "false", "no", "disabled"];

export const BOOLEAN: Form<boolean> = {
  type: "boolean",
  sample: "true or false (UCI: 1 or 0)",
  read: (value) => {
    if (TRUE.includes(value)) return { value: true };
    return FALSE.includes(value) ? { value: false } : { reason: "it is neither true nor false." };
  },
};

export function choiceForm<const T extends string>(choices: readonly T[]): Form<T> {
  const sample = choices.map((choice) => `"${choice}"`).join(" or ");
  return {
    ...textForm(sample, (text): Reading<T> => {
      const choice = choices.find((choice) => choice === text);
      return choice === undefined ? { reason: "it is none of the choices." } : { value: choice };
    }),
    type: "choice",
    choices,
  };
}
