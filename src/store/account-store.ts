import { randomUUID } from "node:crypto";
import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { isRapportError, RapportError } from "../domain/errors.ts";
import { addMs, DAY } from "../domain/time.ts";
import {
  ACCOUNT_ROLES,
  type Account,
  type AccountStore,
  NO_PASSWORD,
} from "../ports/stores/account-store.ts";
import type { Database, Sql } from "./database.ts";
import { accounts, sessions } from "./schema/index.ts";

/** A device is remembered this long after its last session; then the row goes. */
const SESSION_KEPT_MS = 180 * DAY;

/** Every call is one transaction of the tenant it names. */
export function createAccountStore(database: Database): AccountStore {
  const inside = <T>(tenantId: string, work: (sql: Sql) => Promise<T>): Promise<T> =>
    database.transaction("rapport_desk", tenantId, (tx) => work(tx.sql));

  return {
    list: (tenantId) =>
      inside(tenantId, async (sql) => {
        const rows = await sql
          .select()
          .from(accounts)
          .where(eq(accounts.tenantId, tenantId))
          .orderBy(accounts.loginName);
        return rows.map(toAccount);
      }),

    findByLogin: (tenantId, loginName) =>
      inside(tenantId, async (sql) => {
        const [row] = await sql.select().from(accounts).where(named(tenantId, loginName));
        return row ? { ...toAccount(row), passwordHash: row.passwordHash } : null;
      }),

    async create({ now, ...account }) {
      try {
        return await inside(account.tenantId, async (sql) => {
          const [row] = await sql
            .insert(accounts)
            .values({ ...account, id: randomUUID(), createdAt: now })
            .returning();
          if (!row) throw new Error("an insert gave no row");
          return toAccount(row);
        });
      } catch (error) {
        if (!isRapportError(error) || error.code !== "store.conflict") throw error;
        throw new RapportError("account.conflict", "An account of this name exists.", "Choose another name.");
      }
    },

    setPassword: (tenantId, loginName, passwordHash, now) =>
      inside(tenantId, (sql) => changeAndEnd(sql, tenantId, loginName, { passwordHash }, now)),
    disable: (tenantId, loginName, now) =>
      inside(tenantId, (sql) => changeAndEnd(sql, tenantId, loginName, { disabledAt: now }, now)),

    openSession: ({ tenantId, accountId, tokenHash, now, expiresAt }) =>
      inside(tenantId, async (sql) => {
        await sql
          .delete(sessions)
          .where(and(eq(sessions.tenantId, tenantId), lt(sessions.expiresAt, addMs(now, -SESSION_KEPT_MS))));
        await sql.insert(sessions).values({ tenantId, accountId, tokenHash, createdAt: now, expiresAt });
      }),

    findSession: (tenantId, tokenHash, now) =>
      inside(tenantId, async (sql) => {
        const [row] = await sql
          .select({ account: accounts, createdAt: sessions.createdAt, expiresAt: sessions.expiresAt })
          .from(sessions)
          .innerJoin(
            accounts,
            and(eq(accounts.tenantId, sessions.tenantId), eq(accounts.id, sessions.accountId)),
          )
          .where(
            and(
              hashed(tenantId, tokenHash),
              isNull(sessions.endedAt),
              gt(sessions.expiresAt, now),
              isNull(accounts.disabledAt),
            ),
          );
        return row ? { ...row, account: toAccount(row.account) } : null;
      }),

    extendSession: (tenantId, tokenHash, expiresAt) =>
      inside(tenantId, async (sql) => {
        await sql.update(sessions).set({ expiresAt }).where(hashed(tenantId, tokenHash));
      }),

    endSession: (tenantId, tokenHash, now) =>
      inside(tenantId, async (sql) => {
        await sql
          .update(sessions)
          .set({ endedAt: now })
          .where(and(hashed(tenantId, tokenHash), isNull(sessions.endedAt)));
      }),

    hadSession: (tenantId, accountId, tokenHash) =>
      inside(tenantId, async (sql) => {
        const rows = await sql
          .select({ accountId: sessions.accountId })
          .from(sessions)
          .where(hashed(tenantId, tokenHash));
        return rows.some((row) => row.accountId === accountId);
      }),
  };
}

const named = (tenantId: string, loginName: string) =>
  and(eq(accounts.tenantId, tenantId), eq(accounts.loginName, loginName));

const hashed = (tenantId: string, tokenHash: string) =>
  and(eq(sessions.tenantId, tenantId), eq(sessions.tokenHash, tokenHash));

async function changeAndEnd(
  sql: Sql,
  tenantId: string,
  loginName: string,
  change: { readonly passwordHash: string } | { readonly disabledAt: Date },
  now: Date,
): Promise<boolean> {
  const [row] = await sql
    .update(accounts)
    .set(change)
    .where(named(tenantId, loginName))
    .returning({ id: accounts.id });
  if (!row) return false;
  await sql
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.tenantId, tenantId), eq(sessions.accountId, row.id), isNull(sessions.endedAt)));
  return true;
}

function toAccount(row: typeof accounts.$inferSelect): Account {
  // A role that this version does not know has no rights.
  const role = ACCOUNT_ROLES.find((known) => known === row.role) ?? "customer";
  const { id, tenantId, loginName, createdAt, disabledAt } = row;
  const isByLink = row.passwordHash === NO_PASSWORD;
  return { id, tenantId, loginName, role, createdAt, disabledAt, isByLink };
}
