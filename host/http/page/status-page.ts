import type { Observed } from "../../observed.ts";
import { countriesSection } from "./countries.ts";
import { devicesSection } from "./devices.ts";
import { FLAGGED_SHOWN, flaggedSection } from "./flows.ts";
import { healthSection } from "./health.ts";
import { html, type Markup } from "./html.ts";
import { STYLESHEET_PATH } from "./stylesheet.ts";

/** The whole status as one page without script: who talks to which country, and how far that can be relied on. */
export async function statusPage(observed: Observed): Promise<string> {
  const [status, countries, devices, flagged] = await Promise.all([
    observed.status(),
    observed.countries(),
    observed.devices(),
    observed.flows({ flagged: true, order: "last", offset: 0, limit: FLAGGED_SHOWN }),
  ]);
  const nameOf = (code: string) => observed.countryName(code);
  return page(
    status.version,
    html`${devicesSection(devices, nameOf)}${countriesSection(countries, nameOf)}${flaggedSection(flagged, nameOf)}${healthSection(status)}`,
    observed.attribution(),
  ).text;
}

function page(version: string, sections: Markup, attribution: readonly string[]): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>bordertap</title>
<link rel="stylesheet" href="${STYLESHEET_PATH}">
</head>
<body>
<header>
<h1>bordertap</h1>
<p>Which device talks to which country, and how much it uploads.</p>
</header>
<main>
${sections}</main>
<footer>
<p>${attribution.map((line) => html`${line}<br>`)}</p>
<p>bordertap ${version}. <a href="/api/v1/openapi.json">API</a>, <a href="/metrics">metrics</a>.</p>
</footer>
</body>
</html>
`;
}
