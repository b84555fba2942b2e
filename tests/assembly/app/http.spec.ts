import { HEAD_MAX, hasRequestLine, isRequest, mayBecomeRequest, request } from "../../../assembly/app/http";
import { NAME_FOUND, NAME_MORE, NAME_NONE } from "../../../assembly/app/result";
import { text } from "../helper/octets";
import { beforeWall, findsAt, raw, read, wall } from "../helper/wall";

/** The name as soon as `head` is there, whatever the rest; more is wanted before. */
function finds(head: string, name: string, rest: string = "X-Next: 1\r\n\r\n"): void {
  findsAt(request, text(head + rest), head.length, NAME_MORE, name);
}

/** Refused with the last octet of `head`; more is wanted before. */
function refuses(head: string): void {
  const octets = text(head + "Host: example.com\r\n\r\n");
  for (let size = 0; size <= octets.size; size++) {
    const wanted = size < head.length ? NAME_MORE : NAME_NONE;
    assert(read(request, octets, size) == wanted, head + ", " + size.toString());
  }
}

function nameOf(head: string): string {
  return read(request, text(head)) == NAME_FOUND ? raw() : "";
}

function looks(octets: string): bool {
  return isRequest(beforeWall(text(octets)), wall());
}

/** Of a client. */
function mayLook(octets: string): bool {
  return mayBecomeRequest(beforeWall(text(octets)), wall());
}

function hasLine(octets: string): bool {
  return hasRequestLine(beforeWall(text(octets)), wall());
}

describe("an HTTP request line", () => {
  it("is one of any method, with its end", () => {
    expect(hasLine("GET / HTTP/1.1\r\n")).toBe(true);
    expect(hasLine("\r\nFOO-bar * HTTP/1.0 \n")).toBe(true);
    expect(hasLine("FOO / HTTP/1.1\r\nHost: example.com\r\n")).toBe(true);
    const others = [
      "",
      "\r\n",
      "FOO / HTTP/1.1",
      "FOO / HTTP/2.0\r\n",
      "FOO / RTSP/1.0\r\n",
      " / HTTP/1.1\r\n",
      "FOO\r\n HTTP/1.1\r\n",
      "FOO HTTP/1.1\r\n",
      "F\tOO / HTTP/1.1\r\n",
      "EHLO a\r\n",
    ];
    for (let k = 0; k < others.length; k++) assert(!hasLine(others[k]), others[k]);
    expect(hasLine("FOO " + "a".repeat(HEAD_MAX) + " HTTP/1.1\r\n")).toBe(false);
  });
});

describe("an HTTP request", () => {
  it("names its host with the line that does", () => {
    finds("GET / HTTP/1.1\r\nHost: example.com\r\n", "example.com");
    finds("GET / HTTP/1.0\r\nUser-Agent: x\r\nAccept: */*\r\nHost: example.com:80\r\n", "example.com:80");
    finds("NOTIFY /event HTTP/1.1\r\nhOsT:192.0.2.1:1400\r\n", "192.0.2.1:1400");
    finds("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n", "239.255.255.250:1900");
  });

  it("names its target's host, where it says one, and no other", () => {
    finds("POST http://a/ HTTP/1.1\r\n", "a", "Host: b\r\n\r\n");
    finds("GET http://a HTTP/1.1\n", "a", "Host: b\n\n");
    finds("GET http://a:8080?b=//c HTTP/1.1\r\n", "a:8080", "Host: b\r\n\r\n");
    finds("GET h+t-t.P1://[2001:db8::1]:80/ HTTP/1.0\r\n", "[2001:db8::1]:80");
    finds("GET ftp://user:b@c@a/@d HTTP/1.1\r\n", "a", "Host: b\r\n\r\n");
    finds("OPTIONS http://a HTTP/1.1\r\n", "a", "Host: b\r\n\r\n");
  });

  it("names its host where the target says none", () => {
    finds("GET //a/ HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET /?to=http://a/ HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET ://a/ HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET http:/a/ HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET http:// HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET http:///a HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET http://user@/a HTTP/1.1\r\nHost: b\r\n", "b");
    finds("GET mailto:x@a HTTP/1.1\r\nHost: b\r\n", "b");
    finds("OPTIONS * HTTP/1.1\r\nHost: b\r\n", "b");
  });

  it("may begin behind empty lines", () => {
    finds("\r\nGET / HTTP/1.1\r\nHost: a\r\n", "a");
    finds("\n\r\r\nGET / HTTP/1.1\nHost: a\n", "a");
    finds("\r\n\r\nCONNECT a:443 HTTP/1.1\r\n", "a:443");
    refuses("\r\nX");
    refuses("\r\n ");
  });

  it("ends its lines in LF as well", () => {
    finds("GET / HTTP/1.1\nHost: example.com\n", "example.com");
    finds("GET / HTTP/1.1\nA: b\r\nHost: example.com\n", "example.com");
    refuses("GET / HTTP/1.1\n\n");
    refuses("GET / HTTP/1.1\r\nA: b\n\r\n");
  });

  it("has white space around the value, none around the field's name", () => {
    finds("GET / HTTP/1.1\r\nHost: \t example.com\t \r\n", "example.com");
    finds("GET / HTTP/1.1\r\nHost : a\r\nHost: b\r\n", "b");
    finds("GET / HTTP/1.1\r\n Host: a\r\nHost: b\r\n", "b");
    finds("GET / HTTP/1.1\r\nX-Host: a\r\nHosts: a\r\nHost: b\r\n", "b");
    finds("GET / HTTP/1.1\r\nHost\r\nHost: b\r\n", "b");
    finds("GET / HTTP/1.1\r\nHos\r\nh\r\nHost: b\r\n", "b");
  });

  it("ends a field where its line is folded", () => {
    finds("GET / HTTP/1.1\r\nA: b\r\n Host: a\r\n\tHost: b\r\nHost: c\r\n", "c");
    finds("GET / HTTP/1.1\r\nHost: a\r\n", "a", " .b\r\n\r\n");
  });

  it("names the host in the next line where the value's own is empty and folded", () => {
    finds("GET / HTTP/1.1\r\nHost:\r\n blocked.example\r\n", "blocked.example");
    finds("GET / HTTP/1.1\nHost: \t\n\tblocked.example \n", "blocked.example", "Host: a\n\n");
    finds("GET / HTTP/1.1\r\nHost:\r\n \r\n\t \r\n a:80\r\n", "a:80", " .b\r\n\r\n");
    finds("GET / HTTP/1.1\r\nA:\r\n b\r\nHost:\r\n a\r\n", "a");
    refuses("GET / HTTP/1.1\r\nHost:\r\n \r\nA");
    refuses("GET / HTTP/1.1\r\nHost:\r\n\t\r\n\r");
    const start = "GET / HTTP/1.1\r\nHost:\r\n ";
    const room = <i32>HEAD_MAX - start.length;
    expect(read(request, text(start).fill(0x20, room - 1))).toBe(NAME_MORE);
    expect(read(request, text(start).fill(0x20, room))).toBe(NAME_NONE);
    const long = text("GET / HTTP/1.1\r\nA: ")
      .fill(0x61, <i32>HEAD_MAX - 28)
      .append(text("\r\nHost:\r\n"));
    expect(long.size).toBe(<i32>HEAD_MAX);
    expect(read(request, long, long.size - 1)).toBe(NAME_MORE);
    expect(read(request, long.append(text(" a\r\n")))).toBe(NAME_NONE);
  });

  it("has the first of several hosts", () => {
    finds("GET / HTTP/1.1\r\nHost: a\r\n", "a", "Host: b\r\n\r\n");
  });

  it("names nobody where the value is empty, or the head ends without", () => {
    refuses("GET / HTTP/1.1\r\nHost: \t\r\n\r");
    refuses("GET / HTTP/1.1\nHost:\n\n");
    refuses("GET / HTTP/1.1\nHost:\nA");
    refuses("GET / HTTP/1.1\r\n\r\n");
    refuses("GET / HTTP/1.0\r\nAccept: */*\r\n\r\n");
  });

  it("takes any octets for a value", () => {
    finds("GET / HTTP/1.1\r\nHost: \u00c3\u00bc\0\r.example\r\n", "\u00c3\u00bc\0\r.example");
    finds("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n", "[::1]:8080");
  });

  it("names its target where it connects", () => {
    finds("CONNECT example.com:443 HTTP/1.1\r\n", "example.com:443");
    finds("CONNECT example.com:443 HTTP/1.0\n", "example.com:443");
    finds("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n", "[2001:db8::1]:443");
    refuses("CONNECT   HTTP/1.1\r\n");
    refuses("CONNECT HTTP/1.1\r\n");
    refuses("CONNECT example.com:443\r\n");
  });

  it("is of version 1, behind which there may be blanks", () => {
    finds("GET / HTTP/1.9\r\nHost: a\r\n", "a");
    finds("GET / HTTP/1.1 \r\nHost: a\r\n", "a");
    finds("GET / HTTP/1.1\t \nHost: a\n", "a");
    finds("GET http://a HTTP/1.1 \r\n", "a", "Host: b\r\n\r\n");
    finds("CONNECT a:443 HTTP/1.1 \r\n", "a:443");
    refuses("GET / HTTP/2.0 \r\n");
    refuses("GET   \r\n");
    refuses("GET HTTP/1.1 \r\n");
    refuses("GET /\r\n");
    refuses("GET \r\n");
    refuses("GET /\n");
    refuses("GET / HTTP/2.0\r\n");
    refuses("GET / HTTP/0.9\r\n");
    refuses("GET / HTTP/1.\r\n");
    refuses("GET / HTTP/1.x\r\n");
    refuses("GET / HTTP/1.11\r\n");
    refuses("GET / http/1.1\r\n");
    refuses("GET HTTP/1.1\r\n");
    refuses("GET  HTTP/1.1\r\n");
    refuses("GET /HTTP/1.1\r\n");
    refuses("GET / HTTP/1.1\r\r\n");
    refuses("OPTIONS * RTSP/1.0\r\n");
  });

  it("begins with a method that is known", () => {
    refuses("PRI");
    refuses("GETX");
    refuses("g");
    refuses(" ");
    refuses("HT");
    refuses("SS");
    refuses("GET\t");
    expect(nameOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).toBe("");
    expect(nameOf("GETX / HTTP/1.1\r\nHost: a\r\n")).toBe("");
    expect(nameOf("BREW / HTTP/1.1\r\nHost: a\r\n")).toBe("");
  });

  it("is read up to HEAD_MAX", () => {
    const start = "GET /";
    const rest = " HTTP/1.1\r\nHost: a\r\n";
    const room = <i32>HEAD_MAX - start.length - rest.length;
    let octets = text(start).fill(0x61, room).append(text(rest));
    expect(octets.size).toBe(HEAD_MAX);
    expect(read(request, octets)).toBe(NAME_FOUND);
    expect(raw()).toBe("a");
    expect(read(request, octets, octets.size - 1)).toBe(NAME_MORE);
    expect(read(request, octets.append(text("\r\n\r\n")))).toBe(NAME_FOUND);
    octets = text(start)
      .fill(0x61, room + 1)
      .append(text(rest));
    expect(read(request, octets)).toBe(NAME_NONE);
    expect(read(request, octets, octets.size - 2)).toBe(NAME_MORE);
    expect(read(request, octets, octets.size - 1)).toBe(NAME_NONE);
    octets = text("GET ").fill(0x61, HEAD_MAX);
    expect(read(request, octets, HEAD_MAX - 1)).toBe(NAME_MORE);
    expect(read(request, octets, HEAD_MAX)).toBe(NAME_NONE);
    expect(read(request, octets)).toBe(NAME_NONE);
  });
});

describe("a first look", () => {
  it("takes every beginning of a request for one", () => {
    const head = "SUBSCRIBE /a HTTP/1.1\r\nHost: a\r\n";
    for (let size = 1; size <= head.length; size++) assert(looks(head.substring(0, size)), size.toString());
    expect(looks("G")).toBe(true);
    expect(looks("\r\nG")).toBe(true);
    expect(mayLook("G")).toBe(true);
    expect(mayLook("\r\nG")).toBe(true);
  });

  it("takes empty lines alone for a client's, if it is one's", () => {
    for (const lines = ["\r", "\r\n", "\n", "\r\n\r\n"]; lines.length > 0; lines.pop()) {
      const last = lines[lines.length - 1];
      expect(looks(last)).toBe(false);
      expect(mayLook(last)).toBe(true);
    }
    expect(mayLook("")).toBe(false);
    expect(mayLook("\r\nX")).toBe(false);
  });

  it("takes nothing else for one", () => {
    expect(looks("")).toBe(false);
    expect(looks("GETX / HTTP/1.1\r\n")).toBe(false);
    expect(looks('{"a":1}')).toBe(false);
    expect(looks("HTTP/1.1 200 OK\r\n")).toBe(false);
    expect(looks("PRI * HTTP/2.0\r\n")).toBe(false);
    expect(looks("\x16\x03\x01")).toBe(false);
    expect(looks("\r\x16")).toBe(false);
  });
});
