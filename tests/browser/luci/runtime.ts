import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const PACKAGE = resolve("router-image/feed/luci-app-bordertap/htdocs");
const STAND_IN = resolve("tests/browser/luci/stand-in");

/** A source tree of LuCI's, where the pages are tried with the real one; else our stand-in for it is taken. */
const ROOT = process.env.LUCI_ROOT;

export const isRealLuci = ROOT !== undefined;

const FOLDERS =
  ROOT === undefined
    ? [PACKAGE, STAND_IN]
    : [PACKAGE, join(ROOT, "modules/luci-base/htdocs"), join(ROOT, "themes/luci-theme-bootstrap/htdocs")];

/** The file behind a path below /luci-static/. */
export function resourceFile(path: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, path)).find((file) => existsSync(file));
}

interface PageFacts {
  readonly view: string;
  readonly requestPath: readonly string[];
  readonly readonly: boolean;
  readonly sessionId: string;
}

/** The document that LuCI's dispatcher and its theme Bootstrap make of a view. */
export function pageSource({ view, requestPath, readonly, sessionId }: PageFacts): string {
  const env = {
    media: "/luci-static/bootstrap",
    resource: "/luci-static/resources",
    base_url: "/luci-static/resources",
    scriptname: "/cgi-bin/luci",
    pathinfo: `/${requestPath.join("/")}`,
    documentroot: "/www",
    requestpath: requestPath,
    dispatchpath: requestPath,
    pollinterval: 5,
    ubuspath: "/ubus/",
    sessionid: sessionId,
    token: sessionId,
    nodespec: { satisfied: true, readonly, action: { type: "view", path: view } },
    apply_rollback: 90,
    apply_holdoff: 1,
    apply_timeout: 1,
    apply_display: 1,
  };
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${view}</title>
<script>
const darkness = matchMedia('(prefers-color-scheme: dark)');
const follow = ({ matches }) => document.documentElement.setAttribute('data-darkmode', matches);
darkness.addEventListener('change', follow);
follow(darkness);
</script>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/luci-static/bootstrap/cascade.css">
<link rel="stylesheet" media="only screen and (max-device-width: 854px)" href="/luci-static/bootstrap/mobile.css">
<link rel="icon" href="data:,">
<script>window.TR = {};</script>
<script src="/luci-static/resources/cbi.js"></script>
</head>
<body>
<header><a class="brand" href="/">router</a><ul class="nav" id="topmenu" style="display:none"></ul>
<div id="indicators" class="pull-right"></div></header>
<div id="maincontent" class="container">
<div id="tabmenu" style="display:none"></div>
<script src="/luci-static/resources/luci.js"></script>
<script>L = new LuCI(${JSON.stringify(env)});</script>
<div id="view"><div class="spinning">Loading view…</div>
<script>L.require('ui').then(function(ui) { ui.instantiateView('${view}'); });</script>
</div>
</div>
</body>
</html>
`;
}
