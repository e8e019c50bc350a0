import { unknownThing } from "../api-fault.ts";
import { digestKind } from "../contract/digests.ts";
import type { RestServices } from "../rest-services.ts";
import type { Handlers } from "./ask.ts";
import { wire } from "./wire.ts";

type DigestHandlers = Pick<
  Handlers,
  "GET /digests" | "GET /digests/preview" | "GET /digests/{id}" | "POST /digests"
>;

const MOST_DIGESTS = 60;

export const digestHandlers = ({ store, digests, wakeDelivery }: RestServices): DigestHandlers => ({
  async "GET /digests"({ tenantId }) {
    const schedule = await digests.schedule(tenantId);
    return store.transaction(tenantId, async (desk) => {
      const posted = (await desk.digests.list(MOST_DIGESTS)).flatMap(({ summary: _, kind, ...digest }) => {
        const known = digestKind.safeParse(kind);
        return known.success ? [{ ...digest, kind: known.data }] : [];
      });
      const { timeZone } = await desk.tenant.get();
      return { schedule: wire(schedule), timeZone, digests: wire(posted) };
    });
  },

  async "GET /digests/preview"({ tenantId, query }) {
    return { content: wire(await digests.preview(tenantId, query.kind)) };
  },

  async "GET /digests/{id}"({ tenantId, params }) {
    const content = await digests.content(tenantId, params.id);
    if (content === null) throw unknownThing("digest");
    return { content: wire(content) };
  },

  async "POST /digests"({ tenantId, body, caller, now }) {
    const outcome = await digests.post(tenantId, body.kind);
    if (outcome.kind === "not-posted") return outcome;
    wakeDelivery();
    await store.transaction(tenantId, (desk) =>
      desk.audit.add({
        actor: caller.name,
        action: "digest.posted",
        subject: outcome.id,
        happenedAt: now,
      }),
    );
    return outcome;
  },
});
