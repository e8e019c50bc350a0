import { isRapportError, RapportError } from "../../domain/errors.ts";
import type { Tenant } from "../../domain/tenant-settings.ts";
import { ACCOUNT_ROLES, type AccountRole, type AccountStore } from "../../ports/stores/account-store.ts";
import { checkLogin } from "./login-name.ts";
import { hashPassword, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "./password.ts";

export const ADMIN_USAGE = `Accounts of the console.

  npm run admin -- create NAME [--role customer|agent|manager|admin]   make an account (role agent when left out)
  npm run admin -- password NAME                                       set a new password; ends all sessions
  npm run admin -- disable NAME                                        end all sessions and let nobody in
  npm run admin -- list

  --company SLUG   names the company where there is more than one
The password is asked for on the terminal, or read as one line from standard input.
`;

export interface AdminTools {
  readonly accounts: AccountStore;
  listTenants(): Promise<readonly Tenant[]>;
  /** Asked once for every password that is needed. */
  askPassword(): Promise<string>;
  say(line: string): void;
  now(): Date;
}

/** Runs one command. Throws `RapportError` `admin.*` or `account.*`, each with its cure. */
export async function runAdmin(args: readonly string[], tools: AdminTools): Promise<void> {
  const { words, options } = parse(args);
  const [command, name] = words;
  const tenant = pickTenant(await tools.listTenants(), options.get("company") ?? null);
  if (command === "list") return list(tenant, tools);
  if (name === undefined || words.length !== 2) throw usage();
  const loginName = checkLogin(name);
  if (command === "create") return create(tenant, loginName, roleOf(options.get("role") ?? "agent"), tools);
  if (command === "password") return setPassword(tenant, loginName, tools);
  if (command === "disable") return disable(tenant, loginName, tools);
  throw usage();
}

async function create(
  tenant: Tenant,
  loginName: string,
  role: AccountRole,
  tools: AdminTools,
): Promise<void> {
  if (await tools.accounts.findByLogin(tenant.id, loginName)) throw nameTaken(loginName);
  const passwordHash = await newPassword(loginName, tools);
  await tools.accounts.create({ tenantId: tenant.id, loginName, passwordHash, role, now: tools.now() });
  tools.say(`Made ${loginName}, ${role} of ${tenant.name}.`);
}

async function setPassword(tenant: Tenant, loginName: string, tools: AdminTools): Promise<void> {
  if (!(await tools.accounts.findByLogin(tenant.id, loginName))) throw unknownAccount(loginName);
  const hash = await newPassword(loginName, tools);
  await tools.accounts.setPassword(tenant.id, loginName, hash, tools.now());
  tools.say(`${loginName} has a new password; every session has ended.`);
}

async function disable(tenant: Tenant, loginName: string, { accounts, say, now }: AdminTools): Promise<void> {
  if (!(await accounts.disable(tenant.id, loginName, now()))) throw unknownAccount(loginName);
  say(`${loginName} cannot log in any more; every session has ended.`);
}

async function list(tenant: Tenant, { accounts, say }: AdminTools): Promise<void> {
  const all = await accounts.list(tenant.id);
  if (all.length === 0) say(`${tenant.name} has no account yet.`);
  for (const account of all) {
    say(`${account.loginName}  ${account.role}${account.disabledAt === null ? "" : "  disabled"}`);
  }
}

async function newPassword(loginName: string, { askPassword }: AdminTools): Promise<string> {
  const password = await askPassword();
  const isTooShort = password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH;
  if (isTooShort || password.toLowerCase().includes(loginName) || new Set(password).size < 5) {
    throw new RapportError(
      "account.password",
      "This password is too easy to guess.",
      `Take ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters without the account's name in them; a few words in a row are fine.`,
    );
  }
  return hashPassword(password);
}

function pickTenant(tenants: readonly Tenant[], slug: string | null): Tenant {
  const tenant = slug === null ? tenants[0] : tenants.find((candidate) => candidate.slug === slug);
  if (tenant && (slug !== null || tenants.length === 1)) return tenant;
  if (tenants.length === 0) {
    throw new RapportError(
      "admin.no-company",
      "There is no company yet.",
      "Start Rapport once: npm start. Then stop it and run this again.",
    );
  }
  throw new RapportError(
    "admin.which-company",
    "It is not clear which company is meant.",
    `Add --company and one of: ${tenants.map((candidate) => candidate.slug).join(", ")}.`,
  );
}

function parse(args: readonly string[]): { words: readonly string[]; options: ReadonlyMap<string, string> } {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const option = /^--(role|company)(?:=(.*))?$/.exec(word);
    if (option?.[1] !== undefined) options.set(option[1], option[2] ?? args[++at] ?? "");
    else if (word.startsWith("-")) throw usage();
    else words.push(word);
  }
  return { words, options };
}

function roleOf(word: string): AccountRole {
  const role = ACCOUNT_ROLES.find((known) => known === word);
  if (role) return role;
  throw new RapportError("admin.role", "There is no such role.", `Take one of: ${ACCOUNT_ROLES.join(", ")}.`);
}

/** A folder in use is the usual fault here, and what to do about it is particular. */
export function explainAdminFault(error: unknown): string {
  if (isRapportError(error) && error.code === "store.locked") {
    return "Rapport is running and holds the embedded database.\nStop it, run this command again, and start it again. With DATABASE_URL (PostgreSQL) it may keep running.\n";
  }
  return isRapportError(error)
    ? `${error.message}\n${error.cure}\n`
    : "Something went wrong; nothing was changed.\n";
}

const usage = () => new RapportError("admin.usage", "This is not understood.", ADMIN_USAGE);
const nameTaken = (loginName: string) =>
  new RapportError(
    "account.conflict",
    `${loginName} exists already.`,
    `To set its password: npm run admin -- password ${loginName}`,
  );
const unknownAccount = (loginName: string) =>
  new RapportError("account.unknown", `There is no account ${loginName}.`, "See npm run admin -- list");
