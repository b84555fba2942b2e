// The inner side of a door (door.ts), in the router's namespace.
//
//   node door-inside.ts SOCKET PORT

import { once } from "node:events";
import { connect, createServer } from "node:net";
import { pipeline } from "node:stream";

const [path, port] = process.argv.slice(2);
const server = createServer((outer) => {
  const inner = connect(Number(port), "127.0.0.1");
  // Either end may go at any time; the other goes with it.
  pipeline(outer, inner, outer, () => {});
});
await once(server.listen(path), "listening");
console.log("listening");
