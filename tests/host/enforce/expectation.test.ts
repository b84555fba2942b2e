// An expected connection: FTP's data, which the kernel marks like the connection that announced it.

import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { Guard } from "../../../host/enforce/guard.ts";
import { tableIsThere } from "../../../host/enforce/kernel-table.ts";
import { Nft } from "../../../host/enforce/nft.ts";
import { EnforcedTable } from "../../../host/enforce/table.ts";
import { startHome } from "../capture/helper/router.ts";
import { asRoot, run } from "../helper/namespace.ts";
import { enforcementOf, MARKS } from "./helper/enforcement.ts";
import { judgedText, runNft } from "./helper/judge.ts";

const SERVER = "203.0.113.9";
const DATA_PORT = 5001;

/** Asks for a data port and takes what comes there; prints it, or why there is nothing. */
const CLIENT = `
const net = require("net");
const control = net.connect(21, "${SERVER}");
control.on("data", (octets) => {
  if (octets.toString().startsWith("220")) return control.write("PASV\\r\\n");
  const data = net.connect(${DATA_PORT}, "${SERVER}");
  const end = (text) => { console.log(text); process.exit(0); };
  data.on("data", (octets) => end(octets.toString()));
  data.on("error", (error) => end(error.code));
});
`;

/** The kernel follows a connection from its first whole line on: the greeting. */
const SERVERS = `
const net = require("net");
const passive = "227 Entering Passive Mode (203,0,113,9,${DATA_PORT >> 8},${DATA_PORT & 255}).\\r\\n";
net.createServer((socket) => {
  socket.write("220 ready\\r\\n");
  socket.on("data", () => socket.write(passive));
  socket.on("error", () => {});
}).listen(21);
net.createServer((socket) => socket.end("data")).listen(${DATA_PORT}, () => console.log("listening"));
`;

/** The same, where it asks only once it is told to. */
const PATIENT_CLIENT = CLIENT.replace(
  'return control.write("PASV\\r\\n")',
  'return console.log("greeted"), process.once("SIGUSR2", () => control.write("PASV\\r\\n"))',
);

test("its mark is its parent's, and counts for nothing: it is judged by itself", asRoot, async (context) => {
  const { client, server } = await startHome(context);
  const child = await server.serve(process.execPath, "-e", SERVERS);
  context.after(() => child.kill("SIGKILL"));
  run(
    "nft",
    `table inet helpers {
      ct helper ftp {
        type "ftp" protocol tcp
      }
      chain prerouting {
        type filter hook prerouting priority -150
        tcp dport 21 ct helper set "ftp"
      }
    }`,
  );
  const { accept, block } = MARKS.marks(17);
  const judge = `tcp dport 21 meta mark set meta mark & $others | ${accept} accept
    tcp dport ${DATA_PORT} meta mark set meta mark & $others | ${block} accept
  `;
  const judged = (text: string) => judgedText(text.replace(/^\s*queue/m, `${judge}$&`));
  let change = (text: string) => text;
  const nft = new Nft((args, input) => runNft(args, change(judged(input))));
  const table = new EnforcedTable({
    nft,
    generation: () => undefined,
    isThere: tableIsThere,
    guard: new Guard(),
    nowMs: () => 0,
  });
  const fetched = () => client.run(process.execPath, "-e", CLIENT).trim();
  await table.load(enforcementOf());
  assert.equal(fetched(), "ECONNREFUSED");
  // Without the rule that clears the mark it inherits the verdict: the rule is what holds.
  change = (text) => text.replace(/^.*ct status expected.*$/gm, "");
  await table.load(enforcementOf());
  assert.equal(fetched(), "data");

  // While others have taken the rules its parent goes on, and nothing of it passes.
  const patient = await client.serve(process.execPath, "-e", PATIENT_CLIENT);
  context.after(() => patient.kill("SIGKILL"));
  const output: string[] = [];
  patient.stdout!.on("data", (octets) => output.push(String(octets)));
  run("nft", "delete", "table", "inet", "bordertap");
  const { dropped } = table.guard.report;
  patient.kill("SIGUSR2");
  while (table.guard.report.dropped === dropped && output.length === 0) await new Promise(setImmediate);
  assert.deepEqual(output, []);
  await table.release();
  // A SYN that was lost is sent again.
  while (output.length === 0) await once(patient.stdout!, "data");
  assert.deepEqual(output, ["data\n"]);
});
