import { index, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, requiredAt, tenantId, words } from "./columns.ts";
/** Console logins; the browser chat's personas are people, not accounts. */
export const accounts = pgTable(
  "accounts",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    loginName: words("login_name").notNull(),
    /** scrypt, with its parameters and salt. */
    passwordHash: words("password_hash").notNull(),
    role: words("role").notNull(),
    createdAt: requiredAt("created_at"),
    disabledAt: at("disabled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("accounts_by_login").on(t.tenantId, t.loginName),
  ],
);

/** Server-side, so that a session can be ended. */
export const sessions = pgTable(
  "sessions",
  {
    tenantId: tenantId(),
    /** SHA-256 of the cookie's value. */
    tokenHash: words("token_hash").notNull(),
    accountId: uuid("account_id").notNull(),
    createdAt: requiredAt("created_at"),
    expiresAt: requiredAt("expires_at"),
    endedAt: at("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.tokenHash] }),
    index("sessions_by_account").on(t.tenantId, t.accountId),
  ],
);
