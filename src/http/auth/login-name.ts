import { RapportError } from "../../domain/errors.ts";

/** The same name however it is typed. */
export const normaliseLogin = (name: string): string => name.trim().normalize("NFKC").toLowerCase();

/** Also a person's key in the browser chat, whose alphabet it keeps. Throws `account.name`. */
export function checkLogin(name: string): string {
  const loginName = normaliseLogin(name);
  if (/^[a-z0-9][a-z0-9._-]{0,59}$/.test(loginName)) return loginName;
  throw new RapportError(
    "account.name",
    "This cannot be the name of an account.",
    "Use 1 to 60 letters, digits, dots, hyphens or underscores, beginning with a letter or digit.",
  );
}
