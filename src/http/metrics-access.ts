import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isStaff } from "../domain/role.ts";
import { sessionRequired } from "./api-fault.ts";
import type { Auth } from "./auth/create-auth.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Without login anybody at this machine; else the token, or staff who are logged in. Throws `session.required`. */
export async function mayReadMetrics(
  request: IncomingMessage,
  auth: Auth,
  token: string | null,
): Promise<void> {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token !== null && given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  const caller = await auth.identify(request);
  if (caller === null || !isStaff(caller.role)) throw sessionRequired();
}
