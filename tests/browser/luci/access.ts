import { readFileSync } from "node:fs";

const ACL = "router-image/feed/luci-app-bordertap/root/usr/share/rpcd/acl.d/luci-app-bordertap.json";

interface Grant {
  readonly ubus?: Readonly<Record<string, readonly string[]>>;
  readonly uci?: readonly string[];
}

interface Group {
  readonly read?: Grant;
  readonly write?: Grant;
}

const groups: Readonly<Record<string, Group>> = JSON.parse(readFileSync(ACL, "utf8"));

export const ACCESS_GROUPS = Object.keys(groups);

/** What a session may that has some of the package's access groups, each to read it alone or also to write. */
export class Access {
  readonly #grants: readonly { readonly read?: Grant; readonly write?: Grant }[];
  readonly #names: readonly string[];
  readonly #writes: boolean;

  constructor(names: readonly string[], writes: boolean) {
    this.#names = names;
    this.#writes = writes;
    this.#grants = names.map((name) => groups[name]);
  }

  calls(object: string, method: string): boolean {
    return this.#grants.some(({ read }) => read?.ubus?.[object]?.includes(method));
  }

  reads(config: string): boolean {
    return this.#grants.some(({ read }) => read?.uci?.includes(config));
  }

  writes(config: string): boolean {
    return this.#writes && this.#grants.some(({ write }) => write?.uci?.includes(config));
  }

  /** Of a page that needs a group: LuCI shows it not at all, to read alone, or whole. */
  pageOf(group: string): "none" | "readonly" | "whole" {
    if (!this.#names.includes(group)) return "none";
    return this.#writes && groups[group].write ? "whole" : "readonly";
  }
}
