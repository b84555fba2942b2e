// Request methods (RFC 9110 section 9.3), those of WebDAV and its kin that clients in homes use (RFC 4918, 3253,
// 3744, 4791, 5323), of UPnP, and of Outlook (MS-RPCH). A stream that begins with another word is not read.

const SPACE: u32 = 0x20;

/**
 * Where the request target starts, behind a method and its space: `end` where there is only the beginning of one,
 * 0 where there is none.
 */
export function afterMethod(at: usize, end: usize): usize {
  const methods = methodsOf(load<u8>(at));
  // UTF-16, as literals are.
  let unit = changetype<usize>(methods);
  const unitsEnd = unit + ((<usize>methods.length) << 1);
  while (unit < unitsEnd) {
    let octet = at;
    for (; octet < end && <u32>load<u8>(octet) == <u32>load<u16>(unit); octet++, unit += 2) {
      if (load<u8>(octet) == SPACE) return octet + 1;
    }
    if (octet == end) return end;
    while (load<u16>(unit) != SPACE) unit += 2;
    unit += 2;
  }
  return 0;
}

/** Those with this first octet, a space behind each. */
function methodsOf(octet: u32): string {
  switch (octet) {
    case 0x41:
      return "ACL ";
    case 0x43:
      return "CHECKOUT CONNECT COPY ";
    case 0x44:
      return "DELETE ";
    case 0x47:
      return "GET ";
    case 0x48:
      return "HEAD ";
    case 0x4c:
      return "LOCK ";
    case 0x4d:
      return "M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE ";
    case 0x4e:
      return "NOTIFY ";
    case 0x4f:
      return "OPTIONS ";
    case 0x50:
      return "PATCH POST PROPFIND PROPPATCH PURGE PUT ";
    case 0x52:
      return "REPORT RPC_IN_DATA RPC_OUT_DATA ";
    case 0x53:
      return "SEARCH SUBSCRIBE ";
    case 0x54:
      return "TRACE ";
    case 0x55:
      return "UNLOCK UNSUBSCRIBE ";
    default:
      return "";
  }
}
