import type { ChannelMode, ChannelPurpose, WorkspaceKind } from "../domain/channel.ts";

export const KIND_WORDS: Readonly<Record<WorkspaceKind, string>> = {
  community: "Community: members are customers",
  company: "Company: members are staff, customers come as guests",
  helpdesk: "Help desk: members are employees, emotion is off",
};
export const PURPOSE_WORDS: Readonly<Record<Exclude<ChannelPurpose, "direct">, string>> = {
  customers: "customers write here",
  agents: "the agents' channel: cards and drafts",
  managers: "the managers' channel: digests",
  other: "nothing of ours",
};
export const MODE_WORDS: Readonly<Record<ChannelMode, string>> = {
  off: "Off: reads and says nothing",
  mention: "Mention: answers when mentioned",
  suggest: "Suggest: drafts for agents only",
  auto: "Auto: answers when sure",
};
