import type { Role } from "../../domain/role.ts";

/** What an account may be; `customer` enters the browser chat alone. */
export const ACCOUNT_ROLES = ["customer", "agent", "manager", "admin"] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number] & Role;

/** A console login of one tenant. */
export interface Account {
  readonly id: string;
  readonly tenantId: string;
  /** Trimmed, lower case. */
  readonly loginName: string;
  readonly role: AccountRole;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** It has no password: a chat platform vouches for its person each time. */
  readonly isByLink: boolean;
}

/** Stands in the place of a password's hash, and no password has it. */
export const NO_PASSWORD = "by-link";

export interface Session {
  readonly account: Account;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Accounts and their server-side sessions; a token is known here by its SHA-256 alone. */
export interface AccountStore {
  list(tenantId: string): Promise<readonly Account[]>;
  findByLogin(
    tenantId: string,
    loginName: string,
  ): Promise<(Account & { readonly passwordHash: string }) | null>;
  /** Rejects with `account.conflict` when the name is taken. */
  create(account: {
    readonly tenantId: string;
    readonly loginName: string;
    readonly passwordHash: string;
    readonly role: AccountRole;
    readonly now: Date;
  }): Promise<Account>;
  /** Ends every session of the account. `false`: no such account. */
  setPassword(tenantId: string, loginName: string, passwordHash: string, now: Date): Promise<boolean>;
  /** Ends every session of the account. `false`: no such account. */
  disable(tenantId: string, loginName: string, now: Date): Promise<boolean>;
  openSession(session: {
    readonly tenantId: string;
    readonly accountId: string;
    readonly tokenHash: string;
    readonly now: Date;
    readonly expiresAt: Date;
  }): Promise<void>;
  /** The open session of an account that is not disabled; `null` once ended or expired. */
  findSession(tenantId: string, tokenHash: string, now: Date): Promise<Session | null>;
  extendSession(tenantId: string, tokenHash: string, expiresAt: Date): Promise<void>;
  endSession(tenantId: string, tokenHash: string, now: Date): Promise<void>;
  /** The account was once logged in with this token, on whatever terms that ended. */
  hadSession(tenantId: string, accountId: string, tokenHash: string): Promise<boolean>;
}
