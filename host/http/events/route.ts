import { written } from "../parameter.ts";
import { problem } from "../problem.ts";
import { EVENTS_TYPE, type Route } from "../route.ts";
import type { EventHub } from "./hub.ts";

export function eventsRoute(hub: EventHub): Route {
  return {
    path: "/api/v1/events",
    summary:
      "Server-sent events: a flow to a flagged country, a new device, an alert, and counters once a second. A client that comes back with Last-Event-ID is told what it missed, as far as that is kept.",
    contentType: EVENTS_TYPE,
    schema: "Event",
    query: [],
    headers: [
      written("Last-Event-ID", "The last event that the client has.", "the id of an event", (text) => text),
    ],
    problems: ["TOO_MANY_LISTENERS"],
    answer: ({ isHead, header, connection }) => {
      const headers = { "content-type": EVENTS_TYPE };
      if (isHead) return new Response(null, { headers });
      if (hub.isFull) {
        const refusal = problem("TOO_MANY_LISTENERS");
        refusal.headers.set("retry-after", "30");
        return refusal;
      }
      return new Response(hub.listen(connection, header("last-event-id")), { headers });
    },
  };
}
