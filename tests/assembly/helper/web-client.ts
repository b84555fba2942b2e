// What a client says of the host that it wants, and how its flow is told of then.

import { extension, recordOf, serverName } from "./client-hello";
import { Octets, text } from "./octets";

export const NAME = "www.example.com";
export const SNI = "sni:" + NAME;
export const HTTP = "http:" + NAME;

export function hello(): Octets {
  return recordOf(serverName(NAME).append(extension(43, 3)));
}

export function request(host: string, more: string = ""): Octets {
  return text("GET / HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n" + more + "\r\n");
}
