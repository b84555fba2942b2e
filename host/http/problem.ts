// What goes wrong with a request, in one form. These are the client's mistakes; the operator's are host/errors.ts.

const PROBLEMS = {
  MALFORMED_REQUEST: {
    status: 400,
    message: "The request cannot be read: it is no HTTP, or its target or Host header is none.",
  },
  INVALID_QUERY: { status: 400, message: "Query parameters cannot be used; each is named with its reason." },
  INVALID_ADDRESS: {
    status: 400,
    message: "Give an address such as 192.0.2.1 or 2001:db8::1, without zone or prefix length.",
  },
  UNAUTHORIZED: { status: 401, message: "Give the token: 'Authorization: Bearer TOKEN', or as a password." },
  NOT_FOUND: {
    status: 404,
    message: "There is nothing at this path; /api/v1/openapi.json lists what there is.",
  },
  DEVICE_UNKNOWN: { status: 404, message: "No such device has been seen; /api/v1/devices lists them." },
  METHOD_NOT_ALLOWED: { status: 405, message: "The endpoint only reads: GET and HEAD." },
  REQUEST_TIMEOUT: { status: 408, message: "The request's header was not whole in time." },
  BODY_NOT_ALLOWED: { status: 413, message: "A request has no body here." },
  URI_TOO_LONG: { status: 414, message: "The request's target is longer than 2,048 octets." },
  MISDIRECTED_REQUEST: {
    status: 421,
    message: "The endpoint does not go by the name in the Host header; allowed_hosts adds names.",
  },
  HEADER_TOO_LARGE: {
    status: 431,
    message: "The request's line and header are longer than 8,192 octets.",
  },
  INTERNAL: { status: 500, message: "The program failed to answer; its log says why." },
  TOO_MANY_LISTENERS: { status: 503, message: "As many clients as there may be listen to events already." },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;
export const problemCodes = Object.keys(PROBLEMS) as ProblemCode[];

/** A query parameter that cannot be used. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly value: string;
  readonly reason: string;
}

export interface ProblemReport {
  readonly error: {
    readonly code: ProblemCode;
    readonly message: string;
    readonly parameters?: readonly ParameterProblem[];
  };
}

/** A JSON answer that says what is wrong. */
export function problem(code: ProblemCode, parameters?: readonly ParameterProblem[]): Response {
  const { status, message } = PROBLEMS[code];
  const report: ProblemReport = { error: { code, message, parameters } };
  return Response.json(report, { status });
}

export function problemStatus(code: ProblemCode): number {
  return PROBLEMS[code].status;
}
