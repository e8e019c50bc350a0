import { describe, expect, it } from "vitest";
import { CHANNEL_PURPOSES, WORKSPACE_KINDS, type Workspace } from "../../src/domain/channel.ts";
import type { ActorRef } from "../../src/domain/inbound-event.ts";
import type { Person } from "../../src/domain/person.ts";
import { ROLES, type Role } from "../../src/domain/role.ts";
import { whyNotAnalysed } from "../../src/privacy/may-analyse.ts";
import { keepStaffRole, resolveRole } from "../../src/privacy/resolve-role.ts";

const workspace = (kind: Workspace["kind"]): Workspace => ({
  id: "w",
  tenantId: "t",
  platform: "slack",
  workspaceKey: "T-HOME",
  name: "Home",
  kind,
});
const actor = (standing?: ActorRef["standing"]): ActorRef => ({
  personKey: "U1",
  displayName: "Uma",
  isBot: false,
  ...(standing && { standing }),
});
const person = (role: Role, optedOutAt: Date | null = null): Person => ({
  id: "p",
  workspaceId: "w",
  personKey: "U1",
  displayName: "Uma",
  role,
  optedOutAt,
  noticeAt: null,
});

describe("a staff role known from before", () => {
  it("outlives an event that says nothing of groups, and not being made a guest or going elsewhere", () => {
    expect(keepStaffRole("agent", "unknown", actor({}))).toBe("agent");
    expect(keepStaffRole("admin", "unknown", actor({ isGuest: true }))).toBe("unknown");
    expect(keepStaffRole("agent", "unknown", actor({ homeWorkspaceKey: "T-OTHER" }))).toBe("unknown");
    expect(keepStaffRole("agent", "unknown", actor({ groupKeys: [] }))).toBe("unknown");
  });
});

describe("who is a customer", () => {
  it("nobody whose standing was not read, wherever they write", () => {
    for (const kind of [...WORKSPACE_KINDS, null])
      for (const purpose of CHANNEL_PURPOSES)
        expect(resolveRole(actor(), workspace(kind), purpose)).toBe("unknown");
  });

  it("in a shared channel is told by the author's own organisation, not by the channel", () => {
    const company = workspace("company");
    expect(resolveRole(actor({ homeWorkspaceKey: "T-OTHER" }), company, "customers")).toBe("customer");
    expect(resolveRole(actor({ homeWorkspaceKey: "T-HOME" }), company, "customers")).toBe("unknown");
    expect(resolveRole(actor({ isGuest: true }), company, "other")).toBe("customer");
    expect(resolveRole(actor({ groupKeys: [] }), company, "customers")).toBe("unknown");
    // Whoever comes to a help desk from outside is no employee and nobody knows what they are.
    expect(resolveRole(actor({ homeWorkspaceKey: "T-OTHER" }), workspace("helpdesk"), "customers")).toBe(
      "unknown",
    );
  });

  it("is never somebody of the team, whatever the channel", () => {
    const rules = { agentGroupKeys: ["S-AGENTS"], managerGroupKeys: ["S-MANAGERS"] };
    for (const kind of [...WORKSPACE_KINDS, null]) {
      for (const purpose of CHANNEL_PURPOSES) {
        const role = (standing: ActorRef["standing"]) =>
          resolveRole(actor(standing), workspace(kind), purpose, rules);
        expect(role({ isWorkspaceAdmin: true })).toBe("admin");
        expect(role({ groupKeys: ["S-AGENTS"] })).toBe("agent");
        expect(role({ groupKeys: ["S-AGENTS", "S-MANAGERS"] })).toBe("manager");
      }
    }
  });

  it("in a community is a member in the channels named for customers, and nowhere else", () => {
    const read = CHANNEL_PURPOSES.filter(
      (purpose) => resolveRole(actor({ groupKeys: [] }), workspace("community"), purpose) === "customer",
    );
    expect(read).toEqual(["customers", "direct"]);
  });

  it("does not stop being staff because one event says nothing about it, and does when one does", () => {
    expect(keepStaffRole("agent", "unknown")).toBe("agent");
    expect(keepStaffRole("agent", "unknown", actor())).toBe("agent");
    expect(keepStaffRole("agent", "customer")).toBe("customer");
    expect(keepStaffRole("customer", "unknown")).toBe("unknown");
    expect(keepStaffRole(null, "unknown")).toBe("unknown");
  });
});

describe("who may be analysed", () => {
  it("is a positively known customer of a community or company, and nobody else", () => {
    const allowed: string[] = [];
    for (const kind of [...WORKSPACE_KINDS, null])
      for (const role of ROLES)
        for (const mode of ["off", "mention", "suggest", "auto"] as const)
          if (whyNotAnalysed(person(role), workspace(kind), mode) === null)
            allowed.push(`${kind} ${role} ${mode}`);
    expect(allowed).toEqual(
      ["community", "company"].flatMap((kind) =>
        ["mention", "suggest", "auto"].map((mode) => `${kind} customer ${mode}`),
      ),
    );
  });

  it("is nobody who opted out", () => {
    expect(whyNotAnalysed(person("customer", new Date()), workspace("community"), "auto")).toBe("opted-out");
  });
});

describe("a guest or somebody of another organisation", () => {
  const rules = { agentGroupKeys: ["S-AGENTS"], managerGroupKeys: [] };
  it.each([
    { isGuest: true },
    { homeWorkspaceKey: "T-OTHER" },
    { isGuest: true, homeWorkspaceKey: "T-OTHER" },
  ])("is never staff: %o", (from) => {
    const standing = { ...from, isWorkspaceAdmin: true, groupKeys: ["S-AGENTS", "channel:managers"] };
    for (const kind of [...WORKSPACE_KINDS, null])
      for (const purpose of CHANNEL_PURPOSES)
        expect(["customer", "unknown"]).toContain(
          resolveRole(actor(standing), { ...workspace(kind), roleRules: rules }, purpose),
        );
  });

  it("is told apart from a member, whom the workspace's own rules and private team channels make staff", () => {
    const own = { ...workspace("company"), roleRules: rules };
    expect(resolveRole(actor({ groupKeys: ["S-AGENTS"] }), own, "other")).toBe("agent");
    expect(resolveRole(actor({ groupKeys: ["channel:agents"] }), own, "other")).toBe("agent");
    expect(resolveRole(actor({ groupKeys: ["channel:managers"] }), own, "other")).toBe("manager");
  });

  it("loses a staff role when the groups were read and give none", () => {
    expect(keepStaffRole("agent", "unknown", actor({ groupKeys: [] }))).toBe("unknown");
    expect(keepStaffRole("agent", "unknown", actor({}))).toBe("agent");
  });
});
