import * as v from "valibot";
import { type ProblemReport, problemCodes } from "../problem.ts";

export const problemSchema = v.object({
  error: v.object({
    code: v.picklist(problemCodes),
    message: v.string(),
    parameters: v.optional(
      v.array(v.object({ parameter: v.string(), value: v.string(), reason: v.string() })),
    ),
  }),
}) satisfies v.GenericSchema<unknown, ProblemReport>;

export const healthSchema = v.object({ status: v.literal("ok") });
