import {
  isMainThread,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from "node:worker_threads";
import { besideBundle } from "./files.ts";

type Transferable = ArrayBuffer;

/** Heap limits of a thread, in MiB: a leak ends the thread, not the router. */
export interface HeapLimits {
  readonly oldMiB: number;
  readonly youngMiB: number;
}

/** Another thread of this program, seen from the one that started it. */
export class Thread<To, From> {
  readonly #worker: Worker;

  /** `file` lies beside the bundle; `data` is what `threadData` gives there. */
  constructor(file: string, data: unknown, { oldMiB, youngMiB }: HeapLimits) {
    this.#worker = new Worker(besideBundle(file), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: oldMiB, maxYoungGenerationSizeMb: youngMiB },
    });
  }

  onMessage(listener: (message: From) => void): void {
    this.#worker.on("message", listener);
  }

  /** Calls once: with the error that ended the thread, or with nothing where it ended by itself. */
  onEnd(listener: (error?: Error) => void): void {
    let failure: Error | undefined;
    this.#worker.on("error", (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on("exit", () => listener(failure));
  }

  post(message: To): void {
    this.#worker.postMessage(message);
  }

  /** Ends it wherever it is; a system call that blocks is waited for. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The thread that started this one, seen from here. */
export class Starter<From, To> {
  readonly #port: MessagePort;

  constructor() {
    if (isMainThread || !parentPort) throw new Error("this is the program's first thread");
    this.#port = parentPort;
  }

  /** The next message that waits; undefined where none does. */
  take(): From | undefined {
    return receiveMessageOnPort(this.#port)?.message as From | undefined;
  }

  /** In place of `take`, for a thread that runs an event loop. */
  onMessage(listener: (message: From) => void): void {
    this.#port.on("message", listener);
  }

  post(message: To, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  /** Lets the thread end when nothing else keeps it. */
  close(): void {
    this.#port.close();
  }
}

export function threadData<Data>(): Data {
  return workerData as Data;
}
