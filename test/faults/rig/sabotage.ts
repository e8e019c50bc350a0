import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { InboundEvent } from "../../../src/domain/inbound-event.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import type { Intake } from "../../../src/ports/intake.ts";
import type { Transaction } from "../../../src/store/database.ts";

/** Faults of ours, put in on purpose: each must turn the rig red. */
export const SABOTAGES = ["no-dedupe-key", "ack-before-commit", "no-fence", "no-outbox"] as const;
export type Sabotage = (typeof SABOTAGES)[number];

const dialect = new PgDialect();

export const textOf = (
  statement: SQL,
): { readonly text: string; readonly parameters: readonly unknown[] } => {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return { text, parameters: params };
};

export const closesEvent = (text: string): boolean => text.includes("update inbox set state = 'done'");
/** A platform's event, not a timer that is due. */
export const keepsEvent = (text: string): boolean =>
  text.includes("insert into inbox") && !text.includes("timers");
export const addsPost = (text: string): boolean => text.includes("insert into outbox");

/** The door without its key, or one that answers before it has written. */
export function sabotagedIntake(intake: Intake, sabotage: Sabotage | null): Intake {
  if (sabotage === "no-dedupe-key")
    return {
      ...intake,
      accept: (event) => intake.accept({ ...event, dedupeKey: randomUUID() } as InboundEvent),
    };
  if (sabotage !== "ack-before-commit") return intake;
  return {
    ...intake,
    accept: async (event) => {
      intake.accept(event).catch(() => undefined);
      return { kind: "accepted" };
    },
  };
}

/** Statements of the product, made wrong. `null`: this one is left as it is. */
export function sabotagedRows(
  tx: Transaction,
  sabotage: Sabotage | null,
  statement: SQL,
  sendNow: (outbound: Outbound) => Promise<unknown>,
): (() => Promise<readonly Record<string, unknown>[]>) | null {
  if (sabotage === "no-fence") return withoutFence(tx, statement);
  if (sabotage === "no-outbox") return withoutOutbox(tx, statement, sendNow);
  return null;
}

const FENCE = /state = 'active' and locked_by = (\$\d+) and fence = (\$\d+)/;

/** Whoever worked on the row closes it, though another has taken it over. */
function withoutFence(tx: Transaction, statement: SQL) {
  const { text, parameters } = textOf(statement);
  if (!closesEvent(text)) return null;
  if (!FENCE.test(text)) throw new Error("the fence is not where this sabotage looks for it");
  const open = text.replace(FENCE, "($1::text is not null) and 0 <= $2");
  return () => tx.rows(statementOf(open, parameters));
}

/** What is to be said is said at once, whatever becomes of the transaction. */
function withoutOutbox(tx: Transaction, statement: SQL, sendNow: (outbound: Outbound) => Promise<unknown>) {
  const { text, parameters } = textOf(statement);
  if (!addsPost(text)) return null;
  return async () => {
    const rows = await tx.rows(statement);
    const [tenantId, id] = parameters.map(String);
    const payload = parameters.find((parameter) => String(parameter).startsWith('{"'));
    await sendNow(JSON.parse(String(payload)) as Outbound);
    await tx.as("rapport_spine", null);
    await tx.rows(sql`update outbox set state = 'sent', sent_at = now() where id = ${id}::uuid`);
    await tx.as("rapport_desk", tenantId ?? null);
    return rows;
  };
}

/** Parameters in the places that `$1`, `$2` ... name. */
const statementOf = (text: string, parameters: readonly unknown[]): SQL =>
  sql.join(
    text
      .split(/\$(\d+)/)
      .map((piece, at) => (at % 2 === 0 ? sql.raw(piece) : sql`${parameters[Number(piece) - 1]}`)),
  );
