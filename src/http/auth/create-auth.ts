import type { IncomingMessage } from "node:http";
import type { Platform } from "../../domain/channel.ts";
import { errorCode, RapportError } from "../../domain/errors.ts";
import { addMs, DAY, HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import {
  type Account,
  type AccountRole,
  type AccountStore,
  NO_PASSWORD,
  type Session,
} from "../../ports/stores/account-store.ts";
import { createLoginGuard } from "./login-guard.ts";
import { normaliseLogin } from "./login-name.ts";
import { verifyPassword } from "./password.ts";
import { addressOf, refuseForeignHost, refuseOtherSites } from "./request-origin.ts";
import { createCookies, newToken, type SessionToken } from "./session-cookie.ts";
import type { OpenedLink, SignInLinks } from "./sign-in-links.ts";

/** Who asks. The operator at a loopback console has an admin's rights. */
export interface Caller {
  readonly tenantId: string;
  readonly kind: "operator" | "account";
  readonly role: AccountRole;
  /** `null` for the operator. */
  readonly accountId: string | null;
  /** Shown in the audit log. */
  readonly name: string;
}

/** As the browser chat's adapter asks for it. */
export type ChatAccess =
  | { readonly kind: "open" }
  | { readonly kind: "person"; readonly role: AccountRole; readonly personKey: string | null }
  | { readonly kind: "refused" };

export interface Auth {
  readonly login: "off" | "required";
  /** The tenant a console without login belongs to, and the one a login name without `company/` is looked up in. */
  readonly homeTenantId: string;
  /** `https://...` where one is set; requests may come from there. */
  readonly publicOrigin: string | null;
  /** Throws `http.foreign-host`, `http.through-proxy`. */
  checkHost(request: IncomingMessage): void;
  /** `null`: nobody is logged in. */
  identify(request: IncomingMessage): Promise<Caller | null>;
  /** Throws `session.refused`, `session.no-account`, `session.too-many`, `session.busy`, `session.off`. */
  logIn(
    request: IncomingMessage,
    given: { readonly name: string; readonly password: string },
  ): Promise<{ readonly caller: Caller; readonly cookies: readonly string[] }>;
  /** Whom a link would let in; uses nothing up. */
  readLink(token: string): OpenedLink | null;
  /** As an admin of the tenant the link was made for. `null`: it is spent, too old, or the account is disabled. */
  enterByLink(
    request: IncomingMessage,
    token: string,
  ): Promise<{
    readonly caller: Caller;
    readonly cookies: readonly string[];
    readonly platform: Platform;
  } | null>;
  logOut(request: IncomingMessage): Promise<{ readonly cookies: readonly string[] }>;
  /**
   * Never throws for what a request may be. `watch`: a stream that is open asks again by itself, which does not prolong the
   * session.
   */
  authorise(request: IncomingMessage, purpose?: "watch"): Promise<ChatAccess>;
  /** How to make the first account; `null` when there is one or none is needed. */
  hint(): Promise<string | null>;
}

export interface AuthOptions {
  readonly login: "off" | "required";
  readonly homeTenantId: string;
  readonly accounts: AccountStore;
  /** `null`: nobody is let in by a link. */
  readonly links?: SignInLinks | null;
  readonly findTenantBySlug: (slug: string) => Promise<string | null>;
  /** Address people reach the console by; `https:` makes the cookies `__Host-` and `Secure`. */
  readonly publicUrl: string | null;
  /** A proxy stands before us and sets `x-forwarded-for`. */
  readonly trustProxy?: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

const IDLE_MS = 12 * HOUR;
const LONGEST_MS = 14 * DAY;
/** Who came by a link may be an admin no more on the platform that vouched: they ask for another link. */
const LONGEST_BY_LINK_MS = 12 * HOUR;
/** A session is moved on at most this often, so that reading does not write. */
const MOVED_EVERY_MS = 5 * MINUTE;
/** A session ended by another process is refused after this at the latest. */
const KEPT_MS = 2 * SECOND;
const MAX_KEPT = 5_000;

export const FIRST_ACCOUNT_HINT =
  "No account exists yet. On the server run: npm run admin -- create <name> --role admin";

export function createAuth(options: AuthOptions): Auth {
  const { accounts, clock, logger, homeTenantId, login } = options;
  const publicOrigin = options.publicUrl === null ? null : new URL(options.publicUrl).origin;
  const cookies = createCookies(publicOrigin?.startsWith("https:") ?? false);
  const guard = createLoginGuard(clock);
  const kept = new Map<string, { readonly session: Session | null; readonly untilMs: number }>();

  async function sessionOf(token: SessionToken, isUse: boolean): Promise<Session | null> {
    const key = `${token.tenantId}.${token.tokenHash}`;
    const now = clock.now();
    const known = kept.get(key);
    if (known && known.untilMs > now.getTime()) return known.session;
    const session = await accounts.findSession(token.tenantId, token.tokenHash, now);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, { session, untilMs: now.getTime() + KEPT_MS });
    if (session && isUse) await moveOn(token, session, now);
    return session;
  }

  /** Use keeps a session alive, up to its longest life. */
  async function moveOn(token: SessionToken, session: Session, now: Date): Promise<void> {
    const longestMs =
      session.createdAt.getTime() + (session.account.isByLink ? LONGEST_BY_LINK_MS : LONGEST_MS);
    const expiresAt = new Date(Math.min(longestMs, addMs(now, IDLE_MS).getTime()));
    if (expiresAt.getTime() - session.expiresAt.getTime() < MOVED_EVERY_MS) return;
    await accounts.extendSession(token.tenantId, token.tokenHash, expiresAt);
  }

  async function tenantAndName(name: string): Promise<{ tenantId: string; loginName: string }> {
    const [slug, rest] = splitName(name);
    const found = slug === null ? homeTenantId : await options.findTenantBySlug(slug);
    // An unknown company is treated like a wrong password of the home one.
    return found === null
      ? { tenantId: homeTenantId, loginName: normaliseLogin(name) }
      : { tenantId: found, loginName: normaliseLogin(rest) };
  }

  async function identify(request: IncomingMessage, isUse = true): Promise<Caller | null> {
    if (login === "off") {
      refuseForeignHost(request);
      return OPERATOR(homeTenantId);
    }
    const token = cookies.session(request);
    const session = token ? await sessionOf(token, isUse) : null;
    return session ? callerOf(session) : null;
  }

  return {
    login,
    homeTenantId,
    publicOrigin,
    identify: (request) => identify(request),

    checkHost(request) {
      if (login === "off") refuseForeignHost(request);
    },

    async logIn(request, given) {
      if (login === "off") throw loginOff();
      const { tenantId, loginName } = await tenantAndName(given.name);
      const account = await accounts.findByLogin(tenantId, loginName);
      if (!account && (await accounts.list(tenantId)).length === 0) throw noAccount();
      const device = cookies.device(request);
      const attempt = {
        account: `${tenantId}/${loginName}`,
        address: addressOf(request, options.trustProxy ?? false),
        isKnownDevice:
          account !== null &&
          device?.tenantId === tenantId &&
          (await accounts.hadSession(tenantId, account.id, device.tokenHash)),
      };
      const admission = guard.admit(attempt);
      if (admission.kind === "wait") throw tooMany(admission.forMs);
      const isRight = await verifyPassword(given.password, account?.passwordHash ?? null);
      if (!isRight || !account || account.disabledAt !== null) {
        logger.warn({ accountId: account?.id ?? null }, "a login was refused");
        throw wrongPair();
      }
      guard.succeeded(attempt);
      logger.info({ accountId: account.id }, "somebody logged in");
      return open(request, account);
    },

    readLink: (token) => (login === "off" ? null : (options.links?.read(token, clock.now()) ?? null)),

    async enterByLink(request, token) {
      const now = clock.now();
      const link = login === "off" ? null : ((await options.links?.redeem(token, now)) ?? null);
      const account = link && (await accountOf(link, now));
      if (!account || account.disabledAt !== null) return null;
      logger.info({ accountId: account.id, platform: link.platform }, "somebody came in by a link");
      return { ...(await open(request, account)), platform: link.platform };
    },

    async logOut(request) {
      const token = login === "off" ? null : cookies.session(request);
      if (token) await end(token, clock.now());
      return { cookies: cookies.close() };
    },

    async authorise(request, purpose) {
      try {
        if (request.method !== "GET") refuseOtherSites(request, publicOrigin);
        if (login === "off") {
          refuseForeignHost(request);
          return { kind: "open" };
        }
      } catch {
        return { kind: "refused" };
      }
      const caller = await identify(request, purpose !== "watch");
      // The chat is the home company's: an account of another one is nobody there.
      if (caller?.tenantId !== homeTenantId) return { kind: "refused" };
      return { kind: "person", role: caller.role, personKey: caller.name };
    },

    async hint() {
      if (login === "off") return null;
      return (await accounts.list(homeTenantId)).length === 0 ? FIRST_ACCOUNT_HINT : null;
    },
  };

  async function open(request: IncomingMessage, account: Account) {
    const now = clock.now();
    const before = cookies.session(request);
    if (before) await end(before, now);
    const token = newToken(account.tenantId);
    const expiresAt = addMs(now, IDLE_MS);
    const { tokenHash } = token;
    await accounts.openSession({
      tenantId: account.tenantId,
      accountId: account.id,
      tokenHash,
      now,
      expiresAt,
    });
    return {
      caller: callerOf({ account, createdAt: now, expiresAt }),
      cookies: cookies.open(token, LONGEST_MS),
    };
  }

  /** The person's own account, made when they first come. */
  async function accountOf({ tenantId, loginName }: OpenedLink, now: Date): Promise<Account | null> {
    const known = await accounts.findByLogin(tenantId, loginName);
    if (known) return known;
    try {
      return await accounts.create({ tenantId, loginName, passwordHash: NO_PASSWORD, role: "admin", now });
    } catch (error) {
      // Made at the same moment by another link of the same person.
      if (errorCode(error) !== "account.conflict") throw error;
      return accounts.findByLogin(tenantId, loginName);
    }
  }

  async function end(token: SessionToken, now: Date): Promise<void> {
    await accounts.endSession(token.tenantId, token.tokenHash, now);
    kept.delete(`${token.tenantId}.${token.tokenHash}`);
  }
}

const OPERATOR = (tenantId: string): Caller => ({
  tenantId,
  kind: "operator",
  role: "admin",
  accountId: null,
  name: "operator",
});

const callerOf = ({ account }: Session): Caller => ({
  tenantId: account.tenantId,
  kind: "account",
  role: account.role,
  accountId: account.id,
  name: account.loginName,
});

/** `company/name`: an account of a tenant other than the home one. */
function splitName(name: string): readonly [string | null, string] {
  const slash = name.indexOf("/");
  return slash === -1 ? [null, name] : [name.slice(0, slash).trim().toLowerCase(), name.slice(slash + 1)];
}

const loginOff = () =>
  new RapportError("session.off", "No login is needed on this machine.", "Open the console; you are in.");
const noAccount = () =>
  new RapportError(
    "session.no-account",
    "No account exists yet.",
    "On the server run: npm run admin -- create <name> --role admin",
  );
const wrongPair = () =>
  new RapportError("session.refused", "Name or password is wrong.", "Check both and try again.");
const tooMany = (forMs: number) =>
  new RapportError(
    "session.too-many",
    "Too many logins failed.",
    `Try again in ${Math.max(1, Math.ceil(forMs / SECOND))} seconds, or from a browser you have used before.`,
  );
