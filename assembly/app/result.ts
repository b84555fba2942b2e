// What the readers of a stream's first octets say, and where the name's octets stand.

/** Another protocol, one that carries no name, or broken: more octets change nothing. */
export const NAME_NONE: u32 = 0;
/** What is there may become a name. */
export const NAME_MORE: u32 = 1;
/** `nameAt` and `nameEnd` hold until the next read. */
export const NAME_FOUND: u32 = 2;

/** The name as it came, in the octets that were read or in a reader's own copy of them. */
export let nameAt: usize = 0;
export let nameEnd: usize = 0;

export function found(at: usize, end: usize): u32 {
  nameAt = at;
  nameEnd = end;
  return NAME_FOUND;
}
