import type { TestContext } from "node:test";
import type { HttpConfig } from "../../../../host/config/config.ts";
import {
  type Endpoint,
  type EndpointHistory,
  LIMITS,
  startEndpoint,
} from "../../../../host/http/endpoint.ts";
import type { Observed } from "../../../../host/observed.ts";
import type { ServerLimits } from "../../../../host/platform/http-server.ts";
import { Scripted } from "./scripted.ts";

/** An endpoint on a free port of the loopback that ends with the test. */
export async function served(
  test: TestContext,
  observed: Observed = new Scripted(),
  config: Partial<HttpConfig> = {},
  limits: Partial<ServerLimits> = {},
  history?: EndpointHistory,
): Promise<Endpoint> {
  const place = { listen: "127.0.0.1", port: 0, allowedHosts: [] };
  const endpoint = await startEndpoint(observed, { ...place, ...config }, { ...LIMITS, ...limits }, history);
  test.after(() => endpoint.close());
  return endpoint;
}
