import { fileURLToPath } from "node:url";
import { Classifier } from "../../../host/classifier/classifier.ts";
import type { Build } from "../../../host/classifier/module.ts";

/** The classifier that `npm run build` left in dist/, without a country table. */
export function loadClassifier(build: Build): Classifier {
  const path = fileURLToPath(new URL(`../../../dist/classifier-${build}.wasm`, import.meta.url));
  return Classifier.load(build, path);
}
