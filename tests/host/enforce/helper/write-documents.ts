// Writes the golden document anew; read the difference before it is committed.

import { writeFileSync } from "node:fs";
import { DOCUMENTS_PATH, documents } from "./documents.ts";

writeFileSync(DOCUMENTS_PATH, documents());
