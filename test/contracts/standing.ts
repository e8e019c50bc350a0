import { expect, test } from "vitest";
import { type ChannelPurpose, WORKSPACE_KINDS, type Workspace } from "../../src/domain/channel.ts";
import type { ActorRef } from "../../src/domain/inbound-event.ts";
import { isStaff, type Role } from "../../src/domain/role.ts";
import { whyNotAnalysed } from "../../src/privacy/may-analyse.ts";
import { resolveRole } from "../../src/privacy/resolve-role.ts";
import { lastEvent, type Stage, say } from "./feature-stories.ts";

const KINDS = [null, ...WORKSPACE_KINDS];
const PURPOSES: readonly ChannelPurpose[] = ["customers", "direct", "other", "agents"];

/** What the standing that an adapter tells comes to: who is read, and who is staff. */
export function describeStanding(stage: () => Stage): void {
  const workspace = (kind: Workspace["kind"]): Workspace => ({
    id: "w",
    tenantId: "t",
    platform: stage().harness.adapter.platform,
    workspaceKey: stage().harness.workspaceKey,
    name: "Workspace",
    kind,
  });
  const readAs = (actor: ActorRef, kind: Workspace["kind"], purpose: ChannelPurpose) => {
    const role = resolveRole(actor, workspace(kind), purpose);
    return { role, reason: reasonFor(role, workspace(kind)) };
  };

  test("a customer is staff by accident in no kind of workspace", async () => {
    const { people } = stage().harness;
    for (const personKey of [people.customer, people.other]) {
      await say(stage(), "It fails again.", { personKey });
      const { actor } = lastEvent(stage(), "message-posted");
      for (const kind of KINDS)
        for (const purpose of PURPOSES) {
          const { role } = readAs(actor, kind, purpose);
          expect([personKey, kind, purpose, isStaff(role)]).toEqual([personKey, kind, purpose, false]);
        }
    }
  });

  test("nobody is analysed before the kind of workspace is said, and no employee of a help desk", async () => {
    await say(stage(), "I am furious.");
    const { actor } = lastEvent(stage(), "message-posted");
    for (const purpose of PURPOSES) {
      expect(readAs(actor, null, purpose).reason).toBe("standing-unknown");
      expect(readAs(actor, "helpdesk", purpose).reason).not.toBeNull();
    }
  });

  test("somebody whose standing cannot be read is heard as a customer and never analysed", async () => {
    const { harness } = stage();
    harness.hideStanding?.();
    await say(stage(), "I am furious.");
    const event = lastEvent(stage(), "message-posted");
    expect(event.text).toBe("I am furious.");
    // Where a platform tells the standing with the message itself, it is taken away here.
    const { standing, ...bare } = event.actor;
    const actor = harness.hideStanding ? event.actor : bare;
    if (harness.hideStanding) expect(standing).toBeUndefined();
    for (const kind of KINDS)
      for (const purpose of PURPOSES)
        expect(readAs(actor, kind, purpose)).toEqual({ role: "unknown", reason: "standing-unknown" });
  });
}

const reasonFor = (role: Role, workspace: Workspace) =>
  whyNotAnalysed(
    {
      id: "p",
      workspaceId: workspace.id,
      personKey: "p",
      displayName: "P",
      role,
      optedOutAt: null,
      noticeAt: null,
    },
    workspace,
    "auto",
  );
