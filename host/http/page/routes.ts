import type { Route } from "../route.ts";
import { statusPage } from "./status-page.ts";
import { STYLESHEET, STYLESHEET_PATH } from "./stylesheet.ts";

const HTML_TYPE = "text/html; charset=utf-8";
const CSS_TYPE = "text/css; charset=utf-8";

/** `/` is the dashboard's place; until there is one, the status page stands there as well. */
export const pageRoutes: readonly Route[] = ["/", "/status"]
  .map(
    (path): Route => ({
      path,
      summary: "The status page, for people.",
      contentType: HTML_TYPE,
      answer: async ({ observed }) =>
        new Response(await statusPage(observed), { headers: { "content-type": HTML_TYPE } }),
    }),
  )
  .concat({
    path: STYLESHEET_PATH,
    summary: "The status page's style.",
    contentType: CSS_TYPE,
    answer: () =>
      new Response(STYLESHEET, {
        headers: { "content-type": CSS_TYPE, "cache-control": "private, max-age=31536000, immutable" },
      }),
  });
