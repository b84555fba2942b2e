// `npm run manual`: writes /etc/config/bordertap anew, of the schema.

import { writeFileSync } from "node:fs";
import { manualText } from "./manual.ts";

writeFileSync(new URL("../feed/bordertap/root/etc/config/bordertap", import.meta.url), manualText());
