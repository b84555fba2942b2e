import {
  EXTENSIONS_MAX,
  HAS_PORTS,
  HAS_PROTOCOL,
  OUTCOME_MALFORMED,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
} from "../../../assembly/abi";
import { afterAuthentication, authenticationSize } from "../../../assembly/wire/ah";
import { UNBOUNDED } from "../../../assembly/wire/transport";
import { append, forget, frame, has, repeat, start, write } from "../helper/frame";

const TO_UDP = "11010000 00000100 00000001";
const TO_AH = "33010000 00000100 00000001";
const UDP = "10002000 00080000";

describe("ah", () => {
  it("counts words of four octets, less two", () => {
    write("3300");
    expect(authenticationSize(start)).toBe(8);
    write("33ff");
    expect(authenticationSize(start)).toBe(1028);
  });

  it("passes over one and several", () => {
    expect(afterAuthentication(frame, start, write(TO_UDP + UDP), UNBOUNDED)).toBe(OUTCOME_OK);
    expect(<u32>frame.protocol).toBe(17);
    expect(has(HAS_PORTS)).toBe(true);
    expect(afterAuthentication(frame, start, write(TO_AH + TO_UDP + UDP), UNBOUNDED)).toBe(OUTCOME_OK);
  });

  it("names the protocol with its first octet, and is truncated until it is whole", () => {
    write(TO_UDP + UDP);
    for (let size: u32 = 0; size < 20; size++) {
      forget();
      assert(
        afterAuthentication(frame, start, start + size, UNBOUNDED) == OUTCOME_TRUNCATED,
        size.toString(),
      );
      assert(has(HAS_PROTOCOL) == size >= 1, size.toString());
      assert(has(HAS_PORTS) == size >= 16, size.toString());
    }
    expect(afterAuthentication(frame, start, start + 20, UNBOUNDED)).toBe(OUTCOME_OK);
  });

  it("is malformed where the datagram ends inside it, unless the rest travels in another fragment", () => {
    const end = write(TO_UDP + UDP);
    for (let size: u32 = 0; size < 12; size++) {
      forget();
      assert(afterAuthentication(frame, start, end, start + size) == OUTCOME_MALFORMED, size.toString());
      forget();
      frame.hasMore = true;
      assert(afterAuthentication(frame, start, end, start + size) == OUTCOME_TRUNCATED, size.toString());
    }
    expect(frame.hasMore).toBe(true);
  });

  it("walks EXTENSIONS_MAX of them and refuses one more", () => {
    let end = append(repeat(write(""), TO_AH, EXTENSIONS_MAX - 1), TO_UDP + UDP);
    expect(afterAuthentication(frame, start, end, UNBOUNDED)).toBe(OUTCOME_OK);
    end = append(repeat(write(""), TO_AH, EXTENSIONS_MAX), TO_UDP + UDP);
    expect(afterAuthentication(frame, start, end, UNBOUNDED)).toBe(OUTCOME_TOO_DEEP);
    expect(has(HAS_PROTOCOL)).toBe(false);
  });
});
