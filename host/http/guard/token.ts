import { isSameSecret } from "../../platform/constant-time.ts";

/** RFC 6750, and RFC 7617 for browsers, which cannot be told a bearer token. */
export const CHALLENGE = 'Bearer realm="bordertap", Basic realm="bordertap", charset="UTF-8"';

/** Whether an Authorization header carries the token: as a bearer's, or as the password of whatever user. */
export function carriesToken(authorization: string | null, token: string): boolean {
  const [, scheme = "", credentials = ""] = /^(\S+) +(\S+)$/.exec(authorization ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return isSameSecret(credentials, token);
  return /^basic$/i.test(scheme) && isSameSecret(passwordOf(credentials), token);
}

function passwordOf(credentials: string): string {
  try {
    const octets = Uint8Array.from(atob(credentials), (character) => character.charCodeAt(0));
    const text = new TextDecoder().decode(octets);
    return text.slice(text.indexOf(":") + 1);
  } catch {
    return "";
  }
}
