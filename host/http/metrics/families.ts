import { ENFORCEMENT_FAMILIES } from "./enforcement-families.ts";
import { each, type Family, known, oneOf, type Sample } from "./family.ts";
import type { Snapshot } from "./snapshot.ts";

type InterfaceReport = Snapshot["status"]["interfaces"][0];

/** None of those of which it is not known. */
function eachInterface({ status }: Snapshot, read: (report: InterfaceReport) => number | undefined) {
  return status.interfaces.flatMap((report): Sample[] => {
    const reading = read(report);
    return reading === undefined ? [] : [[reading, report.name]];
  });
}

export const FAMILIES: readonly Family[] = [
  {
    name: "bordertap_build_info",
    type: "gauge",
    help: "1; the label says which version runs.",
    label: "version",
    samples: ({ status }) => [[1, status.version]],
  },
  {
    name: "bordertap_uptime_seconds",
    type: "gauge",
    help: "Seconds since the start, by a clock that never steps.",
    samples: ({ status }) => [[status.uptimeSeconds]],
  },
  {
    name: "bordertap_frames_total",
    type: "counter",
    help: "Frames that were walked, read or not.",
    samples: ({ status }) => [[status.frames]],
  },
  {
    name: "bordertap_frame_bytes_total",
    type: "counter",
    help: "Bytes on the wire of the frames that were walked.",
    samples: ({ status }) => [[status.bytes]],
  },
  {
    name: "bordertap_outcomes_total",
    type: "counter",
    help: "Frames, by what reading them came to.",
    label: "outcome",
    samples: ({ status }) => each(status.outcomes),
  },
  {
    name: "bordertap_frames_not_segmented_total",
    type: "counter",
    help: "Merged frames that were counted as one packet, with fewer bytes than the wire had.",
    samples: ({ status }) => [[status.framesNotSegmented]],
  },
  {
    name: "bordertap_refusals_seen_total",
    type: "counter",
    help: "Answers of the own firewall to what it refused, packets that are nobody's traffic.",
    samples: ({ status }) => known(status.refusalsSeen),
  },
  {
    name: "bordertap_interface_up",
    type: "gauge",
    help: "1 while frames are captured from the interface, else 0.",
    label: "interface",
    samples: (snapshot) => eachInterface(snapshot, ({ state }) => (state === "capturing" ? 1 : 0)),
  },
  {
    name: "bordertap_interface_packets_total",
    type: "counter",
    help: "Packets that the kernel counted for the capture.",
    label: "interface",
    samples: (snapshot) => eachInterface(snapshot, ({ packets }) => packets),
  },
  {
    name: "bordertap_interface_dropped_packets_total",
    type: "counter",
    help: "Packets that the capture lost because it was full.",
    label: "interface",
    samples: (snapshot) => eachInterface(snapshot, ({ dropped }) => dropped),
  },
  {
    name: "bordertap_interface_bytes_exact",
    type: "gauge",
    help: "1 where bytes are exact, 0 where merged segments make them a lower bound.",
    label: "interface",
    samples: (snapshot) =>
      eachInterface(snapshot, ({ bytesExact }) =>
        bytesExact === undefined ? undefined : Number(bytesExact),
      ),
  },
  {
    name: "bordertap_flow_table_flows",
    type: "gauge",
    help: "Flows in the tables now.",
    samples: ({ status }) => [[status.flows.open]],
  },
  {
    name: "bordertap_flow_table_capacity",
    type: "gauge",
    help: "Flows that fit in the tables.",
    samples: ({ status }) => [[status.flows.capacity]],
  },
  {
    name: "bordertap_flows_evicted_total",
    type: "counter",
    help: "Flows that left a full table for others.",
    samples: ({ status }) => [[status.flows.evicted]],
  },
  {
    name: "bordertap_device_table_devices",
    type: "gauge",
    help: "Devices in the tables now.",
    samples: ({ status }) => [[status.devices.known]],
  },
  {
    name: "bordertap_device_table_capacity",
    type: "gauge",
    help: "Devices that fit in the tables.",
    samples: ({ status }) => [[status.devices.capacity]],
  },
  {
    name: "bordertap_device_flows_refused_total",
    type: "counter",
    help: "Flows whose device, or its country, found no room in a full table.",
    samples: ({ status }) => [[status.devices.refused]],
  },
  {
    name: "bordertap_names_not_kept_total",
    type: "counter",
    help: "What full tables of names lost, by kind.",
    label: "kind",
    samples: ({ status }) => each(status.namesNotKept),
  },
  {
    name: "bordertap_surroundings_not_kept_total",
    type: "counter",
    help: "What was lost of what the kernel and the DHCP server tell, by kind.",
    label: "kind",
    samples: ({ status }) => each(status.surroundingsNotKept),
  },
  {
    name: "bordertap_workers_rebuilt_total",
    type: "counter",
    help: "Classifiers that trapped and were replaced, by worker.",
    label: "worker",
    samples: ({ status }) => status.workers.map(({ number, rebuilt }) => [rebuilt, String(number)]),
  },
  {
    name: "bordertap_geo_age_seconds",
    type: "gauge",
    help: "Seconds since the date of the country data; absent where it has none.",
    samples: ({ status }) => known(status.geo.ageSeconds),
  },
  {
    name: "bordertap_geo_update_ok",
    type: "gauge",
    help: "1 where the last update of the country data was taken, 0 where it was refused; absent where none was tried.",
    samples: ({ status: { geo } }) => (geo.lastUpdate ? [[geo.lastUpdate.ok ? 1 : 0]] : []),
  },
  {
    name: "bordertap_configuration_ok",
    type: "gauge",
    help: "1 where the configuration that was read last is in force, else 0; absent of a capture.",
    samples: ({ status: { configuration } }) =>
      configuration ? [[configuration.state === "taken" ? 1 : 0]] : [],
  },
  {
    name: "bordertap_clock_synchronized",
    type: "gauge",
    help: "1 where the kernel says that its clock is right, else 0; absent where nobody can tell.",
    samples: ({ status: { clockSynchronized } }) =>
      known(clockSynchronized === undefined ? undefined : Number(clockSynchronized)),
  },
  {
    name: "bordertap_measurement_coverage_ratio",
    type: "gauge",
    help: "Share of conntrack's bytes that the tap saw, 0 to 1; absent where conntrack counts nothing.",
    samples: ({ status }) => known(status.accounting.coverageRatio),
  },
  {
    name: "bordertap_flow_offload",
    type: "gauge",
    help: "1 for what the firewall does with known flows, 0 for the rest; unknown: the kernel cannot be asked.",
    label: "offload",
    samples: ({ status }) =>
      each(oneOf(["none", "software", "hardware", "unknown"], status.accounting.offload)),
  },
  {
    name: "bordertap_offloaded_flows",
    type: "gauge",
    help: "Flows of conntrack that pass the firewall by, in software and in hardware; absent where it cannot be read.",
    label: "offload",
    samples: ({ status }) => each({ ...status.accounting.offloadedFlows }),
  },
  ...ENFORCEMENT_FAMILIES,
  {
    name: "bordertap_alerts_total",
    type: "counter",
    help: "Alerts since the start.",
    samples: ({ alerts }) => [[alerts]],
  },
  {
    name: "bordertap_events_not_sent_total",
    type: "counter",
    help: "Events that no listener could be told because there were too many at once.",
    samples: ({ status }) => [[status.eventsNotSent]],
  },
  {
    name: "bordertap_sse_clients",
    type: "gauge",
    help: "Clients that listen to server-sent events now.",
    samples: ({ listeners }) => [[listeners]],
  },
  {
    name: "bordertap_sse_clients_dropped_total",
    type: "counter",
    help: "Clients of server-sent events that read too slowly and were dropped.",
    samples: ({ listenersDropped }) => [[listenersDropped]],
  },
  {
    name: "bordertap_sse_events_total",
    type: "counter",
    help: "Server-sent events, each counted once for all clients.",
    samples: ({ eventsTold }) => [[eventsTold]],
  },
  {
    name: "bordertap_http_connections_refused_total",
    type: "counter",
    help: "Connections that were closed at once because there were too many.",
    samples: ({ connectionsRefused }) => [[connectionsRefused]],
  },
  {
    name: "process_cpu_seconds_total",
    type: "counter",
    help: "CPU time of the process, its threads included, in seconds.",
    samples: ({ usage }) => [[usage.cpuSeconds]],
  },
  {
    name: "process_resident_memory_bytes",
    type: "gauge",
    help: "Resident memory of the process in bytes.",
    samples: ({ usage }) => [[usage.residentBytes]],
  },
];
