/**
 * All that any feature of Rapport needs, asked for once: every later scope would make every workspace install again.
 * Each with its reason, which the app's reviewers ask for.
 */
const REASONS = {
  "app_mentions:read": "hear when it is asked by name",
  "assistant:write": "answer in Slack's assistant pane, and show that it is reading",
  "channels:history": "read the channels it was invited to",
  "channels:join": "join a public channel that an admin names for it",
  "channels:read": "know what channels are called and which are public",
  "chat:write": "answer",
  "chat:write.public": "post a digest in a public channel an admin names, without an invitation",
  commands: "offer its slash commands and shortcuts",
  "files:read": "read a screenshot or log that a customer sends along",
  "files:write": "send charts and transcripts",
  "groups:history": "read the private channels it was invited to",
  "groups:read": "know what private channels are called and who of the team is in them",
  "im:history": "read what is said to it in private",
  "im:read": "know its private exchanges",
  "im:write": "answer in private",
  "mpim:history": "read the group exchanges it was invited to",
  "mpim:read": "know its group exchanges",
  "mpim:write": "move a heated thread into a private exchange",
  "reactions:read": "let the team claim and solve by emoji",
  "reactions:write": "show that it is reading",
  "team:read": "know the workspace's name and address",
  "usergroups:read": "know who the agents and managers are",
  "users:read": "know who is guest, member or admin",
  "users:read.email": "recognise a customer by the address the company knows",
} as const;

export const BOT_SCOPES: readonly string[] = Object.keys(REASONS);
export const SCOPE_REASONS: Readonly<Record<string, string>> = REASONS;

/** Events we ask Slack for. */
export const BOT_EVENTS: readonly string[] = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "assistant_thread_context_changed",
  "assistant_thread_started",
  "channel_rename",
  "group_rename",
  "member_joined_channel",
  "member_left_channel",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "reaction_added",
  "reaction_removed",
  "subteam_members_changed",
  "subteam_updated",
  "team_join",
  "tokens_revoked",
  "user_change",
];
