/** An autonomous system as sources name it. */
export interface SystemName {
  readonly asn: number;
  /** Empty where it is not known. */
  readonly organization: string;
}

/** Autonomous systems numbered in the order in which a build meets them; 0 is none. */
export class Systems {
  /** By number. */
  readonly names: SystemName[] = [{ asn: 0, organization: "" }];
  readonly #numbers = new Map<string, number>();

  number(asn: number, organization: string): number {
    const key = `${asn} ${organization}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.names.length);
    return this.names.push({ asn, organization }) - 1;
  }
}
