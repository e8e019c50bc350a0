import type { Hono } from "hono";
import type { Clock } from "../../ports/clock.ts";
import type { Auth } from "../auth/create-auth.ts";
import { refuseOtherSites } from "../auth/request-origin.ts";
import { SIGN_IN_PATH } from "../auth/sign-in-links.ts";
import { readBytes } from "../read-body.ts";
import type { RestServices } from "../rest-services.ts";
import type { RestEnv } from "./bind.ts";

const MAX_FORM_BYTES = 4 * 1024;

/**
 * Where a link from a chat platform leads. Opening it asks first and uses nothing up: what looks at links before people do
 * (previews, scanners of mail) presses no button.
 */
export function addSignInRoute(app: Hono<RestEnv>, { store }: RestServices, auth: Auth, clock: Clock): void {
  app.get(SIGN_IN_PATH, async (context) => {
    auth.checkHost(context.env.incoming);
    const token = context.req.query("t") ?? "";
    const link = auth.readLink(token);
    if (link === null) return html(page(SPENT), 410);
    const { name } = await store.transaction(link.tenantId, (desk) => desk.tenant.get());
    return html(page(question(name, token)), 200);
  });

  app.post(SIGN_IN_PATH, async (context) => {
    const request = context.env.incoming;
    auth.checkHost(request);
    refuseOtherSites(request, auth.publicOrigin);
    const form = new URLSearchParams((await readBytes(request, MAX_FORM_BYTES)).toString("utf8"));
    const entered = await auth.enterByLink(request, form.get("t") ?? "");
    if (entered === null) return html(page(SPENT), 410);
    const { caller, cookies, platform } = entered;
    await store.transaction(caller.tenantId, (desk) =>
      desk.audit.add({
        actor: caller.name,
        action: "session.opened",
        subject: "session",
        detail: { by: `a link from ${platform}` },
        happenedAt: clock.now(),
      }),
    );
    const headers = new Headers({ location: "/", "cache-control": "no-store" });
    for (const cookie of cookies) headers.append("set-cookie", cookie);
    return new Response(null, { status: 303, headers });
  });
}

const html = (body: string, status: number): Response =>
  new Response(body, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
  });

const SPENT =
  "<h1>This link opens nothing any more</h1><p>It works once and for five minutes. Ask for a new one on Rapport’s home in your chat.</p>";

const question = (company: string, token: string): string =>
  `<h1>Open the console of ${escaped(company)}</h1><form method="post" action="${SIGN_IN_PATH}"><input type="hidden" name="t" value="${escaped(token)}"><button>Sign in</button></form>`;

const page = (inner: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Rapport</title><style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}
h1{font-size:1.25rem}button{font:inherit;padding:.5rem 1.25rem;cursor:pointer}</style><main>${inner}</main></html>`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
