// The product's rules for a kernel whose nft has no queue: iptables' NFQUEUE stands before them in its place.

import type { Enforcement } from "../../../../host/enforce/enforcement.ts";
import { rulesetText } from "../../../../host/enforce/ruleset.ts";

/** The ruleset without what would ask: its chains obey what a queue before them has said. */
export function obeyingText(enforcement: Enforcement): string {
  return rulesetText(enforcement)
    .replace(/^\s*queue .*$/m, "")
    .replace(/^\s*meta mark & \$ours != 0 meta mark set meta mark & \$others$/gm, "");
}

/** Arguments of iptables and of ip6tables: all that leaves by `exit` and is not accepted already is asked for. */
export function queueCommand({ marks, policyVersion, queues }: Enforcement, exit: string): string[] {
  const accepted = `${marks.marks(policyVersion).accept}/${marks.mask}`;
  return [
    ...["-t", "mangle", "-A", "FORWARD", "-o", exit],
    ...["-m", "connmark", "!", "--mark", accepted],
    ...["-j", "NFQUEUE", "--queue-num", String(queues.first), "--queue-bypass"],
  ];
}
