// A device asks a resolver, and is answered.

import { Peer, udp } from "./conversation";
import { query } from "./dns-message";
import { Octets } from "./octets";

export function ask(device: Peer, resolver: Peer, answer: Octets): void {
  udp(device, resolver, query("asked.example"));
  udp(resolver, device, answer);
}
