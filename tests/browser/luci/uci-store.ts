// What rpcd's object uci does with /etc/config/bordertap: sections in their order, with names or without.

export type UciValue = string | readonly string[];
export type UciValues = Readonly<Record<string, UciValue>>;

interface Section {
  readonly name: string;
  readonly type: string;
  readonly anonymous: boolean;
  values: Record<string, UciValue>;
}

export class UciStore {
  #sections: Section[] = [];
  #added = 0;
  /** Calls that changed something and were not applied. */
  changes = 0;

  /** A section with a name, or without. */
  add(type: string, name?: string, values: UciValues = {}): string {
    const section = name ?? `cfg${String(++this.#added).padStart(6, "0")}`;
    this.#sections.push({ name: section, type, anonymous: name === undefined, values: { ...values } });
    this.changes++;
    return section;
  }

  /** False where there is no such section. */
  set(name: string, values: UciValues): boolean {
    const section = this.#sections.find((section) => section.name === name);
    // rpcd takes numbers and truth values too, and writes them as text.
    if (section) section.values = { ...section.values, ...mapped(values) };
    this.changes++;
    return section !== undefined;
  }

  /** Options of a section, or all of it. */
  delete(name: string, options?: readonly string[]): void {
    if (options === undefined) this.#sections = this.#sections.filter((section) => section.name !== name);
    for (const option of options ?? [])
      delete this.#sections.find((section) => section.name === name)?.values[option];
    this.changes++;
  }

  order(names: readonly string[]): void {
    const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
    this.#sections.sort((a, b) => place(a.name) - place(b.name));
    this.changes++;
  }

  /** As `uci get` of a whole configuration answers. */
  values(): Record<string, Record<string, unknown>> {
    return Object.fromEntries(
      this.#sections.map(({ name, type, anonymous, values }, at) => [
        name,
        { ".anonymous": anonymous, ".type": type, ".name": name, ".index": at, ...values },
      ]),
    );
  }

  /** As a JSON file of the program has it, with UCI's texts for values; `several` sections are lists. */
  document(several: (type: string) => boolean): Record<string, unknown> {
    const document: Record<string, unknown> = {};
    for (const { type, values } of this.#sections)
      if (several(type)) document[type] = [...((document[type] as unknown[]) ?? []), { ...values }];
      else document[type] = { ...values };
    return document;
  }
}

function mapped(values: UciValues): Record<string, UciValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(String) : String(value),
    ]),
  );
}
