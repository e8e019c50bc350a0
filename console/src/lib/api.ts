import type { ApiError, Call, GivesOf, QueryOf, TakesOf } from "../../../src/http/contract.ts";
import { announceLostSession } from "./lost-session.ts";
import { actingName, persona } from "./persona.ts";

const PREFIX = "/api/v1";

/** What went wrong, in words a person can act on. */
export class Fault extends Error {
  readonly status: number;
  readonly code: string;
  readonly cure: string;

  constructor(status: number, code: string, message: string, cure: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.cure = cure;
  }
}

export const unreachable = () =>
  new Fault(0, "network", "Rapport did not answer.", "Check that it is running, then try again.");

export const asFault = (error: unknown): Fault =>
  error instanceof Fault
    ? error
    : new Fault(0, "console", "The console met something unexpected.", "Reload the page.");

function faultOf(status: number, body: Partial<ApiError> | null): Fault {
  const said = body?.error;
  if (said) return new Fault(status, said.code, said.message, said.cure);
  return new Fault(status, `http.${status}`, `Rapport answered with ${status}.`, "Try again in a moment.");
}

/** `fetch` whose every failure is a `Fault`. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept", "application/json");
  if (init.method && init.method !== "GET") headers.set("x-rapport-console", "1");
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (response.ok) return response;
  const body = (await response.json().catch(() => null)) as Partial<ApiError> | null;
  const fault = faultOf(response.status, body);
  if (fault.code === "session.required") announceLostSession();
  throw fault;
}

export function queryWords(values: Readonly<Record<string, unknown>>): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") words.set(key, String(value));
  }
  const joined = words.toString();
  return joined ? `?${joined}` : "";
}

const fill = (path: string, params: Readonly<Record<string, string | number>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name] ?? "")));

interface Options<C extends Call> {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: QueryOf<C>;
  readonly body?: TakesOf<C>;
  /** The body of an upload. */
  readonly file?: Blob;
  readonly signal?: AbortSignal;
}

/** One call of the API, typed by the contract. */
export async function call<C extends Call>(name: C, options: Options<C> = {}): Promise<GivesOf<C>> {
  const space = name.indexOf(" ");
  const path = PREFIX + fill(name.slice(space + 1), options.params ?? {}) + queryWords(options.query ?? {});
  const json = options.body === undefined ? undefined : JSON.stringify(options.body);
  const response = await ask(path, {
    method: name.slice(0, space),
    body: options.file ?? json,
    headers: {
      ...(json !== undefined && { "content-type": "application/json" }),
      // Without login the operator acts as this window's staff persona.
      ...(actingName.peek() !== "" && { "x-rapport-persona": persona.peek() }),
    },
    signal: options.signal,
  });
  return (await response.json()) as GivesOf<C>;
}

export const fileUrl = (fileId: string): string => `${PREFIX}/files/${encodeURIComponent(fileId)}`;
export const exportUrl = (customerId: string): string =>
  `${PREFIX}/customers/${encodeURIComponent(customerId)}/export`;
