// An expected connection: FTP's data, which the kernel marks like the connection that announced it.

import assert from "node:assert/strict";
import test from "node:test";
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
  const load = async (change: (text: string) => string) => {
    const judge = `tcp dport 21 meta mark set meta mark & $others | ${accept} accept
      tcp dport ${DATA_PORT} meta mark set meta mark & $others | ${block} accept
    `;
    const judged = (text: string) => judgedText(text.replace(/^\s*queue/m, `${judge}$&`));
    const nft = new Nft((args, input) => runNft(args, change(judged(input))));
    await new EnforcedTable({ nft, generation: () => undefined, nowMs: () => 0 }).load(enforcementOf());
  };
  const fetched = () => client.run(process.execPath, "-e", CLIENT).trim();
  await load((text) => text);
  assert.equal(fetched(), "ECONNREFUSED");
  // Without the rule that clears the mark it inherits the verdict: the rule is what holds.
  await load((text) => text.replace(/^.*ct status expected.*$/gm, ""));
  assert.equal(fetched(), "data");
});
