// OWS (RFC 9110 section 5.6.3), what may stand around a field's value.

const SPACE: u32 = 0x20;
const TAB: u32 = 0x09;

export function afterSpace(at: usize, end: usize): usize {
  while (at < end && isSpace(load<u8>(at))) at++;
  return at;
}

export function beforeSpace(at: usize, end: usize): usize {
  while (at < end && isSpace(load<u8>(end - 1))) end--;
  return end;
}

export function isSpace(octet: u32): bool {
  return octet == SPACE || octet == TAB;
}
