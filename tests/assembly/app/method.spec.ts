import { afterMethod } from "../../../assembly/app/method";
import { text } from "../helper/octets";
import { beforeWall, wall } from "../helper/wall";

const METHODS: string[] = [
  "ACL",
  "CHECKOUT",
  "CONNECT",
  "COPY",
  "DELETE",
  "GET",
  "HEAD",
  "LOCK",
  "M-SEARCH",
  "MERGE",
  "MKACTIVITY",
  "MKCALENDAR",
  "MKCOL",
  "MOVE",
  "NOTIFY",
  "OPTIONS",
  "PATCH",
  "POST",
  "PROPFIND",
  "PROPPATCH",
  "PURGE",
  "PUT",
  "REPORT",
  "RPC_IN_DATA",
  "RPC_OUT_DATA",
  "SEARCH",
  "SUBSCRIBE",
  "TRACE",
  "UNLOCK",
  "UNSUBSCRIBE",
];

/** Octets up to the target; -1 where all there is may become a method, 0 where it will not. */
function after(start: string): i32 {
  const at = beforeWall(text(start));
  const target = afterMethod(at, wall());
  if (target == 0) return 0;
  return target == wall() && !start.endsWith(" ") ? -1 : <i32>(target - at);
}

describe("method", () => {
  it("ends in a space", () => {
    for (let k = 0; k < METHODS.length; k++) {
      const method = METHODS[k];
      assert(after(method + " /") == method.length + 1, method);
      assert(after(method + " ") == method.length + 1, method);
      for (let size = 1; size <= method.length; size++)
        assert(after(method.substring(0, size)) == -1, method);
    }
    expect(METHODS.length).toBe(30);
  });

  it("is no other word", () => {
    for (let k = 0; k < METHODS.length; k++) {
      const method = METHODS[k];
      for (let size = 1; size <= method.length; size++) {
        const start = method.substring(0, size);
        assert(after(start + "! ") == 0 && after(start + "\t") == 0 && after(start + "\0") == 0, start);
      }
      assert(after(method + "X ") == 0 && after(method.toLowerCase() + " ") == 0, method);
    }
    expect(after("PRI ")).toBe(0);
    expect(after("PR")).toBe(-1);
    expect(after(" ")).toBe(0);
    expect(after(" GET /")).toBe(0);
    expect(after("PROPGET ")).toBe(0);
  });

  it("starts with few octets", () => {
    let starts = 0;
    for (let octet = 0; octet < 256; octet++) if (after(String.fromCharCode(octet)) != 0) starts++;
    expect(starts).toBe(14);
  });
});
