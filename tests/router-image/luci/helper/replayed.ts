import { after } from "node:test";
import { temporaryFile } from "../../../host/helper/temporary-file.ts";
import { Program } from "../../../lab/program.ts";

const PHONE = "tests/captures/phone-2014/phone-2014.pcap";

/** Says where it answers, until the tests of this process end: the program on a capture, under a policy. */
export async function replayed(policy: unknown): Promise<{ address: string; pid: number }> {
  const options = ["--serve", "--listen", "127.0.0.1:0", "--policy", temporaryFile(JSON.stringify(policy))];
  const program = new Program(
    [process.execPath, "dist/bordertap.js", "replay", PHONE, ...options],
    process.env,
    process.cwd(),
  );
  after(async () => {
    await program.stop();
  });
  const [address] = /http:\/\/[\d.]+:\d+/.exec(await program.until("answers at")) ?? [];
  return { address: address!, pid: program.pid };
}
