import type { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import { InputFile } from "../platform/files.ts";
import { isPcapMagic, PcapSource } from "./pcap.ts";
import { PCAPNG_MAGIC, PcapngSource } from "./pcapng.ts";
import type { CaptureSource } from "./source.ts";

const MAGIC_SIZE = 4;
const GZIP_MAGIC = 0x1f8b;

/** Opens a pcap or pcapng file, `-` for standard input. Throws FILE_UNREADABLE, CAPTURE_FORMAT. */
export function openCapture(path: string, classifier: Classifier): CaptureSource {
  const input = new InputFile(path);
  const magic = new Uint8Array(MAGIC_SIZE);
  const size = input.readFully(magic);
  if (size === 0) throw new OperatorError("CAPTURE_FORMAT", path, "it is empty.");
  if (size < MAGIC_SIZE) throw new OperatorError("CAPTURE_FORMAT", path, `it ends after ${size} octets.`);

  const value = new DataView(magic.buffer).getUint32(0);
  if (value === PCAPNG_MAGIC) return new PcapngSource(path, input, magic, classifier);
  if (isPcapMagic(value)) return new PcapSource(path, input, magic, classifier);
  if (value >>> 16 === GZIP_MAGIC)
    throw new OperatorError("CAPTURE_FORMAT", path, "it is compressed; pipe it: gunzip -c FILE | ... -");
  const text = value.toString(16).padStart(8, "0");
  throw new OperatorError(
    "CAPTURE_FORMAT",
    path,
    `it starts with 0x${text}, which is neither format's magic.`,
  );
}
