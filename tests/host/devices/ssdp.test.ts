import assert from "node:assert/strict";
import test from "node:test";
import { parseAddress } from "../../../host/address.ts";
import { ssdpStatements } from "../../../host/devices/ssdp.ts";

const SENDER = parseAddress("192.168.1.9")!;
const LOCATION = "LOCATION: http://192.168.1.9:80/description.xml";

function said(lines: readonly string[], sender = SENDER): string[] {
  const payload = new TextEncoder().encode([...lines, "", ""].join("\r\n"));
  return ssdpStatements(payload, sender).map(({ kind, text, source }) => `${kind}=${text} ${source}`);
}

function notify(server: string, ...more: string[]): string[] {
  return ["NOTIFY * HTTP/1.1", "HOST: 239.255.255.250:1900", "NTS: ssdp:alive", `SERVER: ${server}`, ...more];
}

test("the product token of an announcement and of an answer", () => {
  const server = "FreeRTOS/7.4.2 UPnP/1.0 IpBridge/1.17.0";
  assert.deepEqual(said(notify(server, LOCATION)), ["model=IpBridge/1.17.0 ssdp"]);
  assert.deepEqual(said(["HTTP/1.1 200 OK", "ST: upnp:rootdevice", `Server:${server}`, LOCATION]), [
    "model=IpBridge/1.17.0 ssdp",
  ]);
  assert.deepEqual(said(notify("Linux UPnP/1.0 Sonos/70.3-35220 (ZPS1)")), [
    "model=Sonos/70.3-35220 (ZPS1) ssdp",
  ]);
  assert.deepEqual(said(notify("Linux/3.14, UPnP/1.0, Küche/2")), ["model=Küche/2 ssdp"]);
});

test("libraries, placeholders and headers of another form name no model", () => {
  const servers = [
    "Unspecified, UPnP/1.0, Unspecified",
    "Linux/3.14.0 UPnP/1.0 Portable SDK for UPnP devices/1.6.18",
    "Microsoft-Windows/10.0 UPnP/1.0 UPnP-Device-Host/1.0",
    "OpenWrt/23.05 UPnP/1.1 MiniUPnPd/2.3.3",
    "SHP, UPnP/1.0, Samsung UPnP SDK/1.0",
    "Mediaserver",
    "Linux UPnP/1.0",
    "Linux UPnP/1.0 ---",
    "",
  ];
  for (const server of servers) assert.deepEqual(said(notify(server)), [], server);
});

test("who searches, who leaves, who speaks for another", () => {
  const server = "SERVER: a/1 UPnP/1.0 TV/1";
  const silent = [
    ["M-SEARCH * HTTP/1.1", 'MAN: "ssdp:discover"', "USER-AGENT: a/1 UPnP/1.1 Chrome/126", server],
    ["NOTIFY * HTTP/1.1", "NTS: ssdp:byebye", server],
    ["NOTIFY * HTTP/1.1", server],
    ["\ufeffNOTIFY * HTTP/1.1", "NTS: ssdp:alive", server],
    ["NOTIFY / HTTP/1.1", "NTS: ssdp:alive", server],
    ["HTTP/1.1 200 OK", server],
    ["HTTP/1.1 404 Not Found", "ST: x", server],
    ["NOTIFY * HTTP/1.1", "NTS: ssdp:alive", "", server],
    notify("a/1 UPnP/1.0 TV/1", "LOCATION: http://192.168.1.10:80/description.xml"),
  ];
  for (const lines of silent) assert.deepEqual(said(lines), [], lines.join());
  assert.deepEqual(said(notify("a/1 UPnP/1.0 TV/1", "LOCATION: http://tv.local/")), ["model=TV/1 ssdp"]);
  assert.deepEqual(
    said(notify("a/1 UPnP/1.0 TV/1", "LOCATION: http://[fe80::1]/"), parseAddress("fe80::1")),
    ["model=TV/1 ssdp"],
  );
});

test("a message cut anywhere: a line that nothing ends does not count", () => {
  const whole = new TextEncoder().encode(`${notify("a/1 UPnP/1.0 TV/1").join("\r\n")}\r\n\r\n`);
  for (let size = 0; size <= whole.length; size++)
    assert.equal(ssdpStatements(whole.subarray(0, size), SENDER).length, size >= whole.length - 2 ? 1 : 0);
});

test("a long product is cut", () => {
  const [{ text }] = ssdpStatements(
    new TextEncoder().encode(`${notify(`a/1 UPnP/1.0 ${"x".repeat(400)}`).join("\r\n")}\r\n\r\n`),
    SENDER,
  );
  assert.equal(text, "x".repeat(253));
});
