import { expect, test } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createIntake } from "../../src/store/spine/intake.ts";
import { toStoreError } from "../../src/store/store-error.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { messageEvent } from "../support/spine.ts";

const TENANT = {
  tenantId: "6a8f1c1e-0000-4000-8000-000000000001",
  workspaceId: "6a8f1c1e-0000-4000-8000-000000000002",
};

/** A database that reads and can write nothing. */
function fullDatabase(code: string): Database {
  const full = () =>
    Promise.reject(toStoreError(Object.assign(new Error("could not extend file"), { code })));
  const owner = {
    platform: "web",
    workspace_key: "w",
    tenant_id: TENANT.tenantId,
    workspace_id: TENANT.workspaceId,
    id: TENANT.workspaceId,
  };
  return {
    kind: "pglite",
    transaction: full,
    async spineQuery<Row>(text: string) {
      if (text.includes("insert")) return full();
      return [owner as Row];
    },
    notify: full,
    listen: full,
    ping: async () => undefined,
    close: async () => undefined,
  };
}

test.each(["53100", "25006"])(
  "on a full disk (%s) an event is not refused for good: the platform sends it again",
  async (code) => {
    const intake = createIntake({ database: fullDatabase(code), clock: createFakeClock() });
    const accepting = intake.accept(messageEvent({ ...TENANT, workspaceKey: "w" }));
    await expect(accepting).rejects.toMatchObject({ code: "store.unavailable" });
  },
);
