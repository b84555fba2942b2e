// Archives of POSIX.1-1988 (ustar), as opkg and npm have them: the same entries give the same octets.

/** A file, a folder or a symbolic link of an archive. */
export interface Entry {
  /** Relative, such as ./etc/config/bordertap; folders without a slash at the end. */
  readonly path: string;
  readonly type: "file" | "folder" | "link";
  /** Permissions, such as 0o755. */
  readonly mode: number;
  /** Of a file. */
  readonly content?: Uint8Array;
  /** Of a link: where it leads. */
  readonly target?: string;
}

/** An entry as an archive has it. */
export interface ReadEntry extends Entry {
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Seconds since 1970. */
  readonly time: number;
}

const BLOCK = 512;
const NAME_OCTETS_MAX = 100;
const PREFIX_OCTETS_MAX = 155;
/** Of header fields: offset, octets. */
const FIELD = {
  name: [0, NAME_OCTETS_MAX],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  time: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  target: [157, 100],
  magic: [257, 6],
  version: [263, 2],
  owner: [265, 32],
  group: [297, 32],
  prefix: [345, PREFIX_OCTETS_MAX],
} as const;
const TYPES = { file: "0", link: "2", folder: "5" } as const;

/** Everything is root's, and of one time (seconds since 1970). */
export function writeTar(entries: readonly Entry[], time: number): Uint8Array {
  const blocks = entries.flatMap((entry) => {
    const { content = new Uint8Array(0) } = entry;
    return [headerOf(entry, content.length, time), content, new Uint8Array(-content.length & (BLOCK - 1))];
  });
  return joined([...blocks, new Uint8Array(2 * BLOCK)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function headerOf({ path, type, mode, target = "" }: Entry, size: number, time: number): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const put = (field: keyof typeof FIELD, text: string): void => {
    const octets = new TextEncoder().encode(text);
    const [offset, room] = FIELD[field];
    if (octets.length > room) throw new Error(`${path}: its ${field} is too long for ustar`);
    header.set(octets, offset);
  };
  const number = (field: keyof typeof FIELD, value: number) =>
    put(field, value.toString(8).padStart(FIELD[field][1] - 1, "0"));
  const [prefix, name] = split(type === "folder" ? `${path}/` : path);
  put("name", name);
  put("prefix", prefix);
  number("mode", mode);
  number("uid", 0);
  number("gid", 0);
  number("size", size);
  number("time", time);
  put("type", TYPES[type]);
  put("target", target);
  put("magic", "ustar");
  put("version", "00");
  put("owner", "root");
  put("group", "root");
  put("checksum", `${checksumOf(header).toString(8).padStart(6, "0")}\0 `);
  return header;
}

/** At a slash, where a path is longer than its field. */
function split(path: string): [prefix: string, name: string] {
  if (path.length <= NAME_OCTETS_MAX) return ["", path];
  const at = path.indexOf("/", path.length - NAME_OCTETS_MAX - 1);
  return [path.slice(0, at), path.slice(at + 1)];
}

/** The sum of the header's octets, those of the checksum taken for blanks. */
function checksumOf(header: Uint8Array): number {
  const [offset, size] = FIELD.checksum;
  return header.reduce((sum, octet, at) => sum + (at >= offset && at < offset + size ? 0x20 : octet), 0);
}

/** The entries of an archive; throws where one is damaged, or of a kind that is not read here. */
export function readTar(archive: Uint8Array): ReadEntry[] {
  const entries: ReadEntry[] = [];
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((octet) => octet === 0)) return entries;
    const text = (field: keyof typeof FIELD): string => {
      const [offset, room] = FIELD[field];
      return new TextDecoder().decode(header.subarray(offset, offset + room)).replace(/\0.*$/s, "");
    };
    const number = (field: keyof typeof FIELD) => Number.parseInt(text(field).trim() || "0", 8);
    const path = [text("prefix"), text("name")].filter((part) => part !== "").join("/");
    const type = (Object.keys(TYPES) as Entry["type"][]).find((type) => TYPES[type] === text("type"));
    if (number("checksum") !== checksumOf(header)) throw new Error(`${path}: its header is damaged`);
    if (type === undefined) throw new Error(`${path}: entries of type ${text("type")} are not read`);
    const size = number("size");
    entries.push({
      path: path.replace(/\/$/, ""),
      type,
      mode: number("mode"),
      uid: number("uid"),
      gid: number("gid"),
      owner: text("owner"),
      group: text("group"),
      time: number("time"),
      target: type === "link" ? text("target") : undefined,
      content: type === "file" ? archive.slice(at + BLOCK, at + BLOCK + size) : undefined,
    });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error("the archive has no end");
}
