import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { RapportError } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { forbidden, notFound, sessionRequired, statusOf, toApiError, unknownThing } from "../api-fault.ts";
import type { Auth, Caller } from "../auth/create-auth.ts";
import { refuseOtherSites, refuseWithoutConsoleHeader } from "../auth/request-origin.ts";
import { API, API_PREFIX, type Call, type Endpoint } from "../contract.ts";
import { readJson } from "../read-body.ts";
import type { Ask, Handler, Handlers } from "./ask.ts";

/** What the server puts beside each request. */
export type RestEnv = { Bindings: HttpBindings & { readonly requestId: string } };
export type RestContext = Context<RestEnv>;

export interface RestOptions {
  readonly handlers: Handlers;
  readonly auth: Auth;
  readonly clock: Clock;
  /** Told of every fault, with its status. */
  readonly onFault: (error: unknown, status: number, requestId: string) => void;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Rows of the inbox are numbered. */
const NUMBERED: ReadonlySet<Call> = new Set(["GET /dead-letters/{id}"]);

const RANK = { customer: 0, agent: 1, manager: 2, admin: 3 } as const;
const NEEDED = { anyone: 0, staff: 1, managers: 2, admins: 3 } as const;

/** The API as the table has it. Nothing can be reached that is not in the table, and nothing in it lacks a rule. */
export function createRest(options: RestOptions): Hono<RestEnv> {
  const app = new Hono<RestEnv>();
  for (const name of Object.keys(API) as Call[]) bind(app, name, options);
  app.notFound((context) => answerFault(context, notFound(), options));
  app.onError((error, context) => answerFault(context, error, options));
  return app;
}

function bind<C extends Call>(app: Hono<RestEnv>, name: C, options: RestOptions): void {
  const { method, path } = splitCall(name);
  const endpoint: Endpoint = API[name];
  const handler: Handler<C> = options.handlers[name];
  app.on(method, API_PREFIX + path.replace(/\{(\w+)\}/g, ":$1"), async (context) => {
    const ask = (await check(context, name, endpoint, options)) as Ask<C>;
    const given = endpoint.gives.safeParse(await handler(ask));
    // Only what the contract names leaves; a value that breaks it is our fault, not the caller's.
    if (!given.success) throw new Error(`an answer of ${name} breaks the contract: ${pathsOf(given.error)}`);
    for (const [header, value] of ask.headers) context.header(header, value, { append: true });
    return context.json(given.data as object, 200, NO_STORE);
  });
}

const NO_STORE = { "cache-control": "no-store" };

export function splitCall(name: Call): { readonly method: string; readonly path: string } {
  const space = name.indexOf(" ");
  return { method: name.slice(0, space), path: name.slice(space + 1) };
}

async function check(
  context: RestContext,
  name: Call,
  endpoint: Endpoint,
  { auth, clock }: RestOptions,
): Promise<Omit<Ask<Call>, "caller"> & { readonly caller: Caller | null }> {
  const request = context.env.incoming;
  auth.checkHost(request);
  refuseOtherSites(request, auth.publicOrigin);
  if (splitCall(name).method !== "GET") refuseWithoutConsoleHeader(request);
  const caller = await admit(context, endpoint.who, auth);
  return {
    caller,
    tenantId: caller?.tenantId ?? auth.homeTenantId,
    params: paramsOf(context, name),
    query: (endpoint.query && read(endpoint.query, context.req.query())) as Ask<Call>["query"],
    body: (endpoint.takes && read(endpoint.takes, await readJson(request))) as Ask<Call>["body"],
    request,
    headers: new Headers(),
    requestId: context.env.requestId,
    now: clock.now(),
  };
}

/** Throws `session.required`, `session.forbidden`. */
export async function admit(context: RestContext, who: Endpoint["who"], auth: Auth): Promise<Caller | null> {
  const caller = await auth.identify(context.env.incoming);
  if (who === "anyone") return caller;
  if (caller === null) throw sessionRequired();
  if (RANK[caller.role] < NEEDED[who]) throw forbidden();
  return caller;
}

function paramsOf(context: RestContext, name: Call): Ask<Call>["params"] {
  const { id, number } = context.req.param();
  const thing = singular(splitCall(name).path);
  if (id !== undefined && !(NUMBERED.has(name) ? /^\d{1,15}$/ : UUID).test(id)) throw unknownThing(thing);
  if (number === undefined) return { id: id ?? "" };
  if (!/^\d{1,9}$/.test(number)) throw unknownThing(thing);
  return { number: Number(number) };
}

/** "/dead-letters/{id}" is about a dead-letter. */
const singular = (path: string): string => (path.split("/")[1] ?? "thing").replace(/s$/, "");

function read(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RapportError(
    "request.invalid",
    `Not as agreed: ${pathsOf(parsed.error)}.`,
    "Send what /api/v1/openapi.json says.",
  );
}

/** Names of fields, never their values. */
const pathsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map((issue) => issue.path.join(".") || "the whole"))]
    .slice(0, 5)
    .join(", ")
    .slice(0, 200);

function answerFault(context: RestContext, error: unknown, { onFault }: RestOptions): Response {
  const status = statusOf(error);
  const { requestId } = context.env;
  onFault(error, status, requestId);
  const headers: Record<string, string> = { ...NO_STORE, "content-type": "application/json" };
  if (status === 503 || status === 429) headers["retry-after"] = "5";
  // What is left of a refused body is not waited for.
  if (!context.env.incoming.complete) headers.connection = "close";
  return new Response(JSON.stringify(toApiError(error, requestId)), { status, headers });
}
