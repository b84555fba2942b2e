import { Recent } from "../recent.ts";
import { type InitialPacket, initialPackets, isSame } from "./header.ts";
import { InitialKeyCache } from "./keys.ts";
import { type OpenedPacket, openInitial } from "./open.ts";

/** Flows whose connection ID is remembered, about 300 octets each. A hello is over after a few packets. */
const CONNECTIONS_MAX = 4096;

/** What a flow's Initials opened with last. */
interface Connection {
  readonly connectionId: Uint8Array;
  largest: number;
}

/**
 * Opens client Initials. Their keys are those of the connection ID that the client chose for its first Initial, also
 * after the server has given it another one; a Retry starts anew from the server's (RFC 9001 section 5.2).
 */
export class QuicInitials {
  packetsOpened = 0;
  /** Initials that no key of their flow and of their own connection ID authenticates; the server's, for instance. */
  packetsRefused = 0;
  readonly #keys = new InitialKeyCache();
  readonly #connections = new Recent<string | number, Connection>(CONNECTIONS_MAX);

  /** Flows whose connection ID had to be forgotten. */
  get connectionsEvicted(): number {
    return this.#connections.evicted;
  }

  /** The frames of each client Initial in a UDP payload, in order. */
  open(flow: string | number, datagram: Uint8Array): Uint8Array[] {
    const payloads: Uint8Array[] = [];
    for (const packet of initialPackets(datagram)) {
      const opened = this.#openPacket(flow, packet);
      if (opened) {
        this.packetsOpened++;
        payloads.push(opened.payload);
      } else {
        this.packetsRefused++;
      }
    }
    return payloads;
  }

  #openPacket(flow: string | number, packet: InitialPacket): OpenedPacket | undefined {
    const connection = this.#connections.get(flow);
    const { version, destinationConnectionId } = packet;
    if (connection) {
      const keys = this.#keys.keysOf(version, connection.connectionId);
      const opened = openInitial(packet, keys, connection.largest);
      if (opened) {
        connection.largest = Math.max(connection.largest, opened.packetNumber);
        return opened;
      }
      if (isSame(destinationConnectionId, connection.connectionId)) return undefined;
    }
    const keys = this.#keys.keysOf(version, destinationConnectionId);
    const opened = openInitial(packet, keys, connection?.largest ?? -1);
    if (opened)
      this.#connections.set(flow, {
        connectionId: destinationConnectionId.slice(),
        largest: opened.packetNumber,
      });
    return opened;
  }
}
