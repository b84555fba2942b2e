import { after } from "node:test";
import { Lab } from "../../lab.ts";

let lab: Promise<Lab> | undefined;

/**
 * One household for all tests inside, since building one takes half a minute there: a phone, and packets as on a cable.
 * Who loads rules into its router takes them out again.
 */
export function sharedLab(): Promise<Lab> {
  lab ??= Lab.create({ clients: ["phone"], offloads: false });
  return lab;
}

after(async () => (await lab)?.close());
