import type { Auth, Caller } from "../auth/create-auth.ts";
import type { RestServices } from "../rest-services.ts";
import type { Handlers } from "./ask.ts";

type SessionHandlers = Pick<Handlers, "GET /me" | "POST /session" | "DELETE /session" | "GET /search">;

const FOUND_OF_EACH = 8;

export function sessionHandlers({ store, version }: RestServices, auth: Auth): SessionHandlers {
  async function me(caller: Caller | null) {
    const tenantId = caller?.tenantId ?? auth.homeTenantId;
    const { tenant, staff } = await store.transaction(tenantId, async (desk) => ({
      tenant: await desk.tenant.get(),
      staff: caller ? await desk.views.staff() : [],
    }));
    const own = staff.find((person) => person.personKey.toLowerCase() === caller?.name);
    return {
      login: auth.login,
      person: caller && {
        id: own?.id ?? null,
        displayName: own?.displayName ?? (caller.kind === "operator" ? "Operator" : caller.name),
        role: caller.role,
      },
      tenant: { name: tenant.name, slug: tenant.slug, timeZone: tenant.timeZone },
      version,
      ...(caller === null && { hint: await auth.hint() }),
    };
  }

  return {
    "GET /me": ({ caller }) => me(caller),

    async "POST /session"({ request, body, headers, now }) {
      const { caller, cookies } = await auth.logIn(request, body);
      for (const cookie of cookies) headers.append("set-cookie", cookie);
      await store.transaction(caller.tenantId, (desk) =>
        desk.audit.add({ actor: caller.name, action: "session.opened", subject: "session", happenedAt: now }),
      );
      return me(caller);
    },

    async "DELETE /session"({ request, headers }) {
      const { cookies } = await auth.logOut(request);
      for (const cookie of cookies) headers.append("set-cookie", cookie);
      return { done: true };
    },

    async "GET /search"({ tenantId, query }) {
      const words = query.q.trim();
      if (words === "") return { people: [], tickets: [], articles: [] };
      return store.transaction(tenantId, async ({ views }) => ({
        people: [...(await views.searchPeople(words, FOUND_OF_EACH))],
        tickets: [...(await views.searchTickets(words, FOUND_OF_EACH))],
        articles: [...(await views.searchArticles(words, FOUND_OF_EACH))],
      }));
    },
  };
}
