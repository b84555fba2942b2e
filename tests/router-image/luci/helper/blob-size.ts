// How large a document is as a message of ubus (libubox's blobmsg): LuCI's pages get it in that form.

/** UBUS_MAX_MSGLEN of libubus. */
export const UBUS_MESSAGE_OCTETS_MAX = 1_048_576;

/** Of a blob's attribute, and of the length before a name. */
const ATTRIBUTE_HEADER_OCTETS = 4;
const NAME_HEADER_OCTETS = 2;
const ALIGNMENT = 4;

function padded(octets: number): number {
  return Math.ceil(octets / ALIGNMENT) * ALIGNMENT;
}

/** Octets of a value with its name; an element of an array has an empty one. */
export function blobSize(value: unknown, name = ""): number {
  const header = ATTRIBUTE_HEADER_OCTETS + padded(NAME_HEADER_OCTETS + Buffer.byteLength(name) + 1);
  return header + padded(contentSize(value));
}

function contentSize(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 1;
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 4 : 8;
  if (typeof value === "boolean") return 1;
  if (Array.isArray(value)) return sum(value.map((element) => blobSize(element)));
  if (typeof value === "object" && value !== null)
    return sum(Object.entries(value).map(([name, inside]) => blobSize(inside, name)));
  return 0;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
