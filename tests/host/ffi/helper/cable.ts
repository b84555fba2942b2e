// A cable of two interfaces in a namespace of their own: what is sent on the one comes in on the other, and nowhere else.

import { AF_PACKET, linkAddress, SOCK_RAW } from "../../../../host/ffi/packet.ts";
import { Socket } from "../../../../host/ffi/socket.ts";
import { waitFor } from "../../../lab/wait.ts";
import { enterNamespace, ip, json } from "../../helper/namespace.ts";

export interface End {
  readonly name: string;
  readonly index: number;
  send(frame: Uint8Array): void;
}

interface Link {
  readonly ifindex: number;
  readonly ifname: string;
  readonly operstate: string;
}

function linksNow(): Link[] {
  return json<Link>("ip", "-j", "link");
}

/** Of the near end; the kernel takes its time until frames pass. */
export async function plugIn(): Promise<void> {
  ip("link set near up");
  const isUp = ({ ifname, operstate }: Link) => !["near", "far"].includes(ifname) || operstate === "UP";
  await waitFor(() => linksNow().every(isUp), "a cable that carries");
}

/** IPv6 is off: neighbours that look for each other would be heard as well. */
export async function layCable(context: {
  after(done: () => void): void;
}): Promise<{ readonly near: End; readonly far: End }> {
  enterNamespace();
  ip(`
    link add near type veth peer name far
    link set near addrgenmode none
    link set far addrgenmode none
    link set far up
  `);
  await plugIn();
  const links = linksNow();
  const end = (name: string): End => {
    const { ifindex: index } = links.find(({ ifname }) => ifname === name)!;
    const socket = new Socket(name, AF_PACKET, SOCK_RAW, 0);
    socket.bind(linkAddress(index));
    context.after(() => socket.close());
    return { name, index, send: (frame) => socket.send(frame) };
  };
  return { near: end("near"), far: end("far") };
}
