import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { Caller } from "../auth/create-auth.ts";
import type { API, Call } from "../contract.ts";

type Table = typeof API;
type Output<Part> = Part extends z.ZodType ? z.output<Part> : undefined;

type Params<C extends Call> = C extends `${string}{id}${string}`
  ? { readonly id: string }
  : C extends `${string}{number}${string}`
    ? { readonly number: number }
    : Readonly<Record<never, never>>;

/** One call with everything about it checked: role, path, query and body. */
export interface Ask<C extends Call> {
  /** `null` only for calls that anyone may make. */
  readonly caller: Table[C]["who"] extends "anyone" ? Caller | null : Caller;
  readonly tenantId: string;
  readonly params: Params<C>;
  readonly query: Output<Table[C] extends { query: infer Q } ? Q : undefined>;
  readonly body: Output<Table[C] extends { takes: infer B } ? B : undefined>;
  readonly request: IncomingMessage;
  /** Headers of the answer. */
  readonly headers: Headers;
  readonly requestId: string;
  readonly now: Date;
}

export type Handler<C extends Call> = (ask: Ask<C>) => Promise<z.input<Table[C]["gives"]>>;

/** Every call of the table: one that is missing does not compile. */
export type Handlers = { readonly [C in Call]: Handler<C> };
