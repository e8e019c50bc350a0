import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewInstallation } from "../../src/ports/stores/installation-store.ts";
import { attachWorkspace, ownerOfWorkspace } from "../../src/store/attach-workspace.ts";
import type { Database } from "../../src/store/database.ts";
import { createInstallationStore, resealTokens } from "../../src/store/installation-store.ts";
import { createSecretBox } from "../../src/store/secret-box.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

const NOW = new Date("2026-03-03T09:00:00.000Z");
const LATER = new Date("2026-03-04T09:00:00.000Z");
const TOKEN = "xoxb-CANARY-TOKEN";
const keyA = randomBytes(32);
const keyB = randomBytes(32);

const installation = (workspaceKey: string, botToken = TOKEN): NewInstallation => ({
  platform: "slack",
  workspaceKey,
  name: `Workspace ${workspaceKey}`,
  appKey: "A1",
  enterpriseKey: "E1",
  teamKey: workspaceKey,
  botKey: "U-BOT",
  scopes: ["chat:write", "users:read"],
  botToken,
});

describe("installations", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const open = (box = createSecretBox(keyA)) => {
    const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
    return { store, installs: createInstallationStore({ database, store, box, timeZone: "UTC" }) };
  };

  it("give every workspace a tenant of its own, and keep it when installed again", async () => {
    const { installs } = open();
    const first = await installs.save(installation("T-ONE"), NOW);
    const second = await installs.save(installation("T-TWO"), NOW);
    const again = await installs.save(installation("T-ONE", "xoxb-new"), LATER);
    expect(second.tenantId).not.toBe(first.tenantId);
    expect(again.tenantId).toBe(first.tenantId);
    expect(await installs.find("slack", "T-ONE")).toMatchObject({
      botToken: "xoxb-new",
      enterpriseKey: "E1",
      scopes: ["chat:write", "users:read"],
      installedAt: LATER,
    });
    expect(await installs.find("slack", "T-NEVER")).toBeNull();
  });

  it("made twice at once are one", async () => {
    const { installs } = open();
    const both = await Promise.all([1, 2].map(() => installs.save(installation("T-RACE"), NOW)));
    expect(new Set(both.map(({ tenantId }) => tenantId)).size).toBe(1);
  });

  it("lose their token when removed, unless they were made anew since", async () => {
    const { installs } = open();
    await installs.save(installation("T-GONE"), LATER);
    expect(await installs.remove("slack", "T-GONE", NOW)).toBe(false);
    expect(await installs.find("slack", "T-GONE")).not.toBeNull();
    expect(await installs.remove("slack", "T-GONE", new Date(LATER.getTime() + 1))).toBe(true);
    expect(await installs.find("slack", "T-GONE")).toBeNull();
    expect(await ownerOfWorkspace(database, "slack", "T-GONE")).not.toBeNull();
  });

  it("hold the token as ciphertext alone", async () => {
    const { installs } = open();
    const { tenantId } = await installs.save(installation("T-SEAL"), NOW);
    const [row] = await database.transaction("rapport_desk", tenantId, (tx) =>
      tx.rows<{ row: string }>(
        sql`select encode(bot_token_sealed, 'escape') || row_to_json(i)::text as row from installations i`,
      ),
    );
    expect(row?.row).toBeDefined();
    expect(row?.row).not.toContain("CANARY");
  });

  it("are sealed anew when the key changes, and open with the new key alone", async () => {
    const { installs, store } = open();
    await installs.save(installation("T-ROTATE"), NOW);
    const rotating = createSecretBox(keyB, [keyA]);
    const { resealed } = await resealTokens({ database, store, box: rotating });
    expect(resealed).toBeGreaterThan(0);
    expect(await resealTokens({ database, store, box: rotating })).toEqual({
      resealed: 0,
      current: resealed,
    });
    const { installs: renewed } = open(createSecretBox(keyB));
    expect((await renewed.find("slack", "T-ROTATE"))?.botToken).toBe(TOKEN);
    await expect(installs.find("slack", "T-ROTATE")).rejects.toMatchObject({ code: "secret.unreadable" });
    await resealTokens({ database, store, box: createSecretBox(keyA, [keyB]) });
  });

  it("never take a workspace from the company that has it", async () => {
    const one = await createTestTenant(database);
    const other = await createTestTenant(database);
    const workspace = { platform: "slack", workspaceKey: "T-OWNED", name: "Owned" } as const;
    const owner = await attachWorkspace(database, one.tenantId, workspace, NOW);
    expect(owner.tenantId).toBe(one.tenantId);
    expect(await attachWorkspace(database, other.tenantId, workspace, NOW)).toEqual(owner);
  });
});

describe("a sealed text", () => {
  const box = createSecretBox(keyA);

  it("opens where it was sealed, and nowhere else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), fc.string(), (text, place, elsewhere) => {
        const sealed = box.seal(text, place);
        expect(box.open(sealed, place)).toBe(Buffer.from(text).toString());
        if (elsewhere !== place) expect(() => box.open(sealed, elsewhere)).toThrow("cannot be opened");
      }),
    );
  });

  it("does not open when one bit was changed, or it was cut", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), (at, bit) => {
        const { keyId, bytes } = box.seal(TOKEN, "here");
        const changed = Buffer.from(bytes);
        const index = at % changed.length;
        changed.writeUInt8((changed[index] ?? 0) ^ (1 << bit), index);
        expect(() => box.open({ keyId, bytes: changed }, "here")).toThrow("cannot be opened");
        expect(() => box.open({ keyId, bytes: bytes.subarray(0, index) }, "here")).toThrow(
          "cannot be opened",
        );
      }),
    );
  });

  it("is never the same twice", () => {
    expect(box.seal(TOKEN, "here").bytes).not.toEqual(box.seal(TOKEN, "here").bytes);
  });
});
