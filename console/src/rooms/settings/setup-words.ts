import type { ChannelMode, ChannelPurpose, WorkspaceKind } from "../../../../src/domain/channel.ts";
import type { NamedRole } from "../../../../src/domain/role.ts";

export const KIND_SAYS: Readonly<Record<WorkspaceKind, string>> = {
  community:
    "Members are customers in the channels named for them, except people with a staff role. Customers' messages are analysed.",
  company:
    "Members are staff; customers come as guests or from other organisations. Staff are never analysed.",
  helpdesk: "Members are employees. Emotion is off; answers and tickets work.",
};
export const MODE_SAYS: Readonly<Record<ChannelMode, string>> = {
  off: "off: reads and says nothing",
  mention: "mention: when addressed",
  suggest: "suggest: drafts for agents only",
  auto: "auto: when sure",
};
export const PURPOSE_SAYS: Readonly<Record<ChannelPurpose, string>> = {
  customers: "customers ask here",
  agents: "cards for agents",
  managers: "digests for managers",
  direct: "direct message",
  other: "something else",
};
export const ROLE_SAYS: Readonly<Record<NamedRole, string>> = {
  agent: "agent: claims and answers tickets",
  manager: "manager: also reads digests",
  customer: "customer, whatever the platform says",
};

export const setBy = (variable: string): string => `Set by ${variable} where Rapport is deployed.`;
