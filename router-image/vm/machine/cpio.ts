/** A regular file or, without content, a folder. */
export interface Entry {
  /** Relative; folders before what is in them. */
  readonly path: string;
  readonly content?: Uint8Array;
}

const FOLDER = 0o040755;
const PROGRAM = 0o100755;

/** An archive in cpio's "newc" format, as the kernel unpacks it (Documentation/driver-api/early-userspace). */
export function cpio(entries: readonly Entry[]): Buffer {
  const last = { path: "TRAILER!!!", content: new Uint8Array() };
  return Buffer.concat([...entries, last].flatMap(record));
}

function record({ path, content }: Entry, index: number): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const size = content?.length ?? 0;
  // Inode, mode, user, group, links, time, size, device (2), its own device (2), octets of the name, checksum.
  const fields = [index + 1, content ? PROGRAM : FOLDER, 0, 0, 1, 0, size, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`;
  return [padded(Buffer.concat([Buffer.from(header), name])), padded(Buffer.from(content ?? []))];
}

function padded(octets: Buffer): Buffer {
  return Buffer.concat([octets, Buffer.alloc(-octets.length & 3)]);
}
