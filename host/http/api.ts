import { parseAddress } from "../address.ts";
import { ALERTS_MAX } from "../observed.ts";
import {
  alertLimitParameter,
  countriesParameter,
  deviceOf,
  flowParameters,
  flowQuery,
  limitParameter,
  offsetParameter,
  pageOf,
} from "./flow-query.ts";
import { written } from "./parameter.ts";
import { problem } from "./problem.ts";
import { JSON_TYPE, type Route } from "./route.ts";

/** Routes that answer one JSON document of what is observed now. */
export const apiRoutes: readonly Route[] = [
  {
    path: "/healthz",
    summary: "Whether the program answers.",
    contentType: JSON_TYPE,
    schema: "Health",
    answer: () => Response.json({ status: "ok" }),
  },
  {
    path: "/api/v1/status",
    summary: "What the program sees with, how well, and what it loses.",
    contentType: JSON_TYPE,
    schema: "Status",
    query: [],
    answer: async ({ observed }) =>
      Response.json({ ...(await observed.status()), attribution: observed.attribution() }),
  },
  {
    path: "/api/v1/countries",
    summary: "What went to and came from each country.",
    contentType: JSON_TYPE,
    schema: "Countries",
    query: [],
    answer: async ({ observed }) => Response.json({ countries: await observed.countries() }),
  },
  {
    path: "/api/v1/devices",
    summary: "Who is at home, and what each device's countries are.",
    contentType: JSON_TYPE,
    schema: "Devices",
    query: [offsetParameter, limitParameter, countriesParameter],
    answer: async ({ observed, values }) => {
      const { offset, limit } = pageOf(values);
      const devices = await observed.devices();
      const countriesMax = values.get("countries") as number | undefined;
      const page = devices
        .slice(offset, offset + limit)
        .map((device) => ({ ...device, countries: device.countries.slice(0, countriesMax) }));
      return Response.json({ devices: page, total: devices.length, offset });
    },
  },
  {
    path: "/api/v1/devices/:id",
    summary: "One device.",
    contentType: JSON_TYPE,
    schema: "Device",
    parts: [written("id", "MAC or address, as outputs call the device.", "a MAC or an address", deviceOf)],
    query: [],
    problems: ["DEVICE_UNKNOWN"],
    answer: async ({ observed, part }) => {
      const id = deviceOf(part("id"));
      const device = id && (await observed.devices()).find(({ device }) => device === id);
      return device ? Response.json(device) : problem("DEVICE_UNKNOWN");
    },
  },
  {
    path: "/api/v1/flows",
    summary: "Who talked to whom, a page at a time.",
    contentType: JSON_TYPE,
    schema: "Flows",
    query: flowParameters,
    answer: async ({ observed, values }) => {
      const query = flowQuery(values);
      const { flows, total } = await observed.flows(query);
      return Response.json({ flows, total, offset: query.offset });
    },
  },
  {
    path: "/api/v1/alerts",
    summary: "The newest alerts, all of them or a page at a time.",
    contentType: JSON_TYPE,
    schema: "Alerts",
    query: [offsetParameter, alertLimitParameter],
    answer: ({ observed, values }) => {
      const { offset, limit } = pageOf(values, ALERTS_MAX);
      const alerts = observed.alerts();
      return Response.json({ alerts: alerts.slice(offset, offset + limit), total: alerts.length, offset });
    },
  },
  {
    path: "/api/v1/lookup/:address",
    summary: "What the tables say of an address.",
    contentType: JSON_TYPE,
    schema: "Lookup",
    parts: [written("address", "IPv4 or IPv6.", "an address", parseAddress)],
    query: [],
    problems: ["INVALID_ADDRESS"],
    answer: async ({ observed, part }) => {
      const address = parseAddress(part("address"));
      return address ? Response.json(await observed.lookup(address)) : problem("INVALID_ADDRESS");
    },
  },
];
