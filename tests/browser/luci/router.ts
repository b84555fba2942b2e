// A router's web server as far as the package's pages need it: LuCI's files, its documents and /ubus.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { Plugin, uciOf } from "../../router-image/luci/helper/plugin.ts";
import { ACCESS_GROUPS, Access } from "./access.ts";
import { pageSource, resourceFile } from "./runtime.ts";
import { Ubus } from "./ubus.ts";
import { UciStore } from "./uci-store.ts";

const MENU = "router-image/feed/luci-app-bordertap/root/usr/share/luci/menu.d/luci-app-bordertap.json";
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};
const DISPATCHER = "/cgi-bin/luci/";

interface MenuEntry {
  readonly title: string;
  readonly action: { readonly type: string; readonly path?: string };
  readonly depends?: { readonly acl?: readonly string[] };
}

const menu: Readonly<Record<string, MenuEntry>> = JSON.parse(readFileSync(MENU, "utf8"));

/** The pages, by the names that their views have. */
export const PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(menu).flatMap(([path, { action }]) =>
    action.type === "view" ? [[action.path!.replace("bordertap/", ""), path]] : [],
  ),
);

export interface RouterOptions {
  readonly groups?: readonly string[];
  readonly writes?: boolean;
}

export class Router {
  readonly ubus: Ubus;
  readonly plugin: Plugin;
  readonly address: string;

  private constructor(address: string, plugin: Plugin, ubus: Ubus) {
    this.address = address;
    this.plugin = plugin;
    this.ubus = ubus;
  }

  /** With the daemon's endpoint at an address; it ends with the tests of this process. */
  static async start(endpoint: string, { groups = ACCESS_GROUPS, writes = true }: RouterOptions = {}) {
    const access = new Access(groups, writes);
    const plugin = new Plugin(uciOf(endpoint));
    const store = new UciStore();
    for (const name of ["bordertap", "geo", "http"]) store.add(name, name);
    const ubus = new Ubus(store, plugin, access);
    const server = createServer((request, response) => {
      // A page that has gone waits for nothing; one that is there fails with its request.
      answer(request, response, ubus, access).catch((error) => response.destroy(error));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    return new Router(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, plugin, ubus);
  }

  get uci(): UciStore {
    return this.ubus.uci;
  }

  /** Of a view, by the name of its file. */
  pageOf(view: string): string {
    return `${this.address}${DISPATCHER}${PAGES[view]}`;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, ubus: Ubus, access: Access) {
  const { pathname } = new URL(request.url!, "http://router");
  const send = (status: number, type: string, body: string | Buffer) =>
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
  if (pathname.startsWith("/ubus")) {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    send(200, "application/json", JSON.stringify(await ubus.answer(body)));
  } else if (pathname.startsWith(DISPATCHER)) {
    const path = pathname.slice(DISPATCHER.length);
    const entry = menu[path];
    const parent = menu[path.split("/").slice(0, -1).join("/")];
    const pages = [parent, entry]
      .flatMap((each) => each?.depends?.acl ?? [])
      .map((group) => access.pageOf(group));
    if (entry?.action.path === undefined || pages.includes("none")) return send(404, "text/plain", "no page");
    const readonly = pages.at(-1) === "readonly";
    const facts = {
      view: entry.action.path,
      requestPath: path.split("/"),
      readonly,
      sessionId: "0".repeat(32),
    };
    send(200, "text/html; charset=utf-8", pageSource(facts));
  } else {
    const file = resourceFile(pathname);
    if (file === undefined) return send(404, "text/plain", "no such file");
    send(200, TYPES[pathname.split(".").at(-1)!] ?? "application/octet-stream", readFileSync(file));
  }
}
