// What uhttpd and rpcd answer to LuCI's JSON-RPC (/ubus): the package's plugin, run as rpcd runs it, and as much of
// session and uci as pages need.

import type { Plugin } from "../../router-image/luci/helper/plugin.ts";
import type { Access } from "./access.ts";
import type { UciStore, UciValues } from "./uci-store.ts";

/** Of libubus. */
const STATUS = { ok: 0, invalidArgument: 2, methodNotFound: 3, notFound: 4, permissionDenied: 6 } as const;
const CONFIG = "bordertap";

interface Request {
  readonly jsonrpc: string;
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly [string, string, string, Record<string, unknown>];
}

type Result = readonly [number, object?];

export class Ubus {
  readonly uci: UciStore;
  readonly #plugin: Plugin;
  readonly #access: Access;
  /** object.method, in order. */
  readonly calls: string[] = [];
  /** Whatever stands before an answer of the plugin; a test waits in it. */
  beforeCall: () => Promise<void> | void = () => {};

  constructor(uci: UciStore, plugin: Plugin, access: Access) {
    this.uci = uci;
    this.#plugin = plugin;
    this.#access = access;
  }

  /** Of a request, or of several at once. */
  async answer(body: string): Promise<unknown> {
    const requests = JSON.parse(body) as Request | readonly Request[];
    if (!Array.isArray(requests)) return this.#one(requests as Request);
    return Promise.all(requests.map((request) => this.#one(request)));
  }

  async #one({ id, method, params }: Request): Promise<object> {
    if (method !== "call" || params === undefined) return { jsonrpc: "2.0", id, result: {} };
    const [, object, name, values] = params;
    this.calls.push(`${object}.${name}`);
    const result = await this.#call(object, name, values ?? {});
    if (result[0] === STATUS.permissionDenied)
      return { jsonrpc: "2.0", id, error: { code: -32002, message: "Access denied" } };
    return { jsonrpc: "2.0", id, result };
  }

  async #call(object: string, method: string, values: Record<string, unknown>): Promise<Result> {
    switch (object) {
      case "session":
        return [STATUS.ok, { access: this.#may(values) }];
      case "uci":
        return this.#uci(method, values);
      case "bordertap":
        if (!this.#access.calls(object, method)) return [STATUS.permissionDenied];
        await this.beforeCall();
        return [STATUS.ok, await this.#plugin.call(method, { ...values, ubus_rpc_session: "0".repeat(32) })];
      case "luci":
      case "file":
        return [STATUS.ok, {}];
      default:
        return [STATUS.notFound];
    }
  }

  #may({ scope, object, function: right }: Record<string, unknown>): boolean {
    if (scope !== "uci" || object !== CONFIG) return true;
    return right === "write" ? this.#access.writes(CONFIG) : this.#access.reads(CONFIG);
  }

  #uci(method: string, values: Record<string, unknown>): Result {
    const { config, section, options, type, name, sections } = values as Record<string, string & string[]>;
    if (method === "changes") return [STATUS.ok, { changes: {} }];
    if (method === "apply" || method === "confirm") {
      this.uci.changes = 0;
      return [STATUS.ok];
    }
    if (method === "get" && config === "luci") return [STATUS.ok, { values: {} }];
    if (config !== CONFIG) return [STATUS.notFound];
    if (method === "get")
      return this.#access.reads(CONFIG)
        ? [STATUS.ok, { values: this.uci.values() }]
        : [STATUS.permissionDenied];
    if (!this.#access.writes(CONFIG)) return [STATUS.permissionDenied];
    switch (method) {
      case "add":
        return [STATUS.ok, { section: this.uci.add(type, name, values.values as UciValues) }];
      case "set":
        return [this.uci.set(section, values.values as UciValues) ? STATUS.ok : STATUS.notFound];
      case "delete":
        // LuCI says null where it means the section itself.
        this.uci.delete(section, options ?? undefined);
        return [STATUS.ok];
      case "order":
        this.uci.order(sections);
        return [STATUS.ok];
      default:
        return [STATUS.methodNotFound];
    }
  }
}
