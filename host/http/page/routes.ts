import type { Route } from "../route.ts";
import { statusPage } from "./status-page.ts";
import { STYLESHEET, STYLESHEET_PATH } from "./stylesheet.ts";

const HTML_TYPE = "text/html; charset=utf-8";
const CSS_TYPE = "text/css; charset=utf-8";

export const pageRoutes: readonly Route[] = [
  // The dashboard's place; until there is one, the status page stands here as well.
  statusRoute("/"),
  statusRoute("/status"),
  {
    path: STYLESHEET_PATH,
    summary: "The status page's style.",
    contentType: CSS_TYPE,
    answer: () =>
      new Response(STYLESHEET, {
        headers: { "content-type": CSS_TYPE, "cache-control": "private, max-age=31536000, immutable" },
      }),
  },
];

function statusRoute(path: string): Route {
  return {
    path,
    summary: "The status page, for people.",
    contentType: HTML_TYPE,
    answer: async ({ observed }) =>
      new Response(await statusPage(observed), { headers: { "content-type": HTML_TYPE } }),
  };
}
