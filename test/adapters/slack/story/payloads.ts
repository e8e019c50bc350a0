import type { OpenModal, SlackMessage } from "./workspace.ts";

/** What Slack sends about what people do, in the shapes that its documentation shows. */
export interface Where {
  readonly workspaceKey: string;
  readonly botKey: string;
}

export interface Deed {
  readonly personKey: string;
  readonly personName: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

let eventCount = 0;

export function envelope({ workspaceKey, botKey }: Where, event: object, at: Date): object {
  eventCount += 1;
  return {
    token: "legacy",
    team_id: workspaceKey,
    api_app_id: "A0RAPPORT",
    type: "event_callback",
    event_id: `Ev0STORY${eventCount}`,
    event_time: Math.floor(at.getTime() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspaceKey,
        user_id: botKey,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-story-${eventCount}`,
    event,
  };
}

interface Told {
  readonly channelKey: string;
  readonly channelType: "channel" | "group" | "im";
  readonly userKey: string;
  readonly text: string;
  readonly ts: string;
  readonly threadTs?: string;
}

/** Words in a channel; where the bot is named Slack tells of them twice, in no certain order. */
export function messageEvents({ botKey, workspaceKey }: Where, told: Told): readonly object[] {
  const { channelKey: channel, channelType, userKey: user, text, ts, threadTs } = told;
  const common = {
    channel,
    user,
    text,
    ts,
    event_ts: ts,
    team: workspaceKey,
    client_msg_id: `message-${ts}`,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  };
  const message = { type: "message", channel_type: channelType, ...common };
  return text.includes(`<@${botKey}>`) ? [{ type: "app_mention", ...common }, message] : [message];
}

/** The bot hears its own words too. */
export const echoEvent = (told: Told): object => ({
  type: "message",
  channel: told.channelKey,
  channel_type: told.channelType,
  user: told.userKey,
  bot_id: "B0RAPPORT",
  app_id: "A0RAPPORT",
  text: told.text,
  ts: told.ts,
  event_ts: told.ts,
  ...(told.threadTs !== undefined && { thread_ts: told.threadTs }),
});

const interaction = ({ workspaceKey }: Where, by: Deed) => ({
  team: { id: workspaceKey, domain: "home" },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: "A0RAPPORT",
  user: { id: by.personKey, username: by.personName, name: by.personName, team_id: workspaceKey },
  trigger_id: by.triggerId,
});

export interface ChosenElement {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly selected_option?: { readonly value: string };
}

export const messagePress = (
  where: Where,
  by: Deed,
  at: { readonly channelKey: string; readonly message: SlackMessage; readonly isWhisper: boolean },
  action: ChosenElement & { readonly action_ts: string },
): object => {
  const { ts, threadTs, userKey, text, blocks } = at.message;
  const place = { message_ts: ts, channel_id: at.channelKey, is_ephemeral: at.isWhisper };
  const thread = threadTs === null ? {} : { thread_ts: threadTs };
  return {
    type: "block_actions",
    ...interaction(where, by),
    container: { type: "message", ...place, ...thread },
    channel: { id: at.channelKey, name: "channel" },
    // Slack has no more than this of what one person alone saw.
    ...(!at.isWhisper && { message: { type: "message", user: userKey, text, ts, ...thread, blocks } }),
    response_url: by.responseUrl,
    actions: [{ block_id: "b", ...action }],
  };
};

export const homePress = (
  where: Where,
  by: Deed,
  blocks: readonly unknown[],
  action: ChosenElement & { readonly action_ts: string },
): object => ({
  type: "block_actions",
  ...interaction(where, by),
  container: { type: "view", view_id: "V0HOME" },
  view: { id: "V0HOME", type: "home", private_metadata: "", callback_id: "", blocks },
  actions: [{ block_id: "b", ...action }],
});

export function submission(
  where: Where,
  by: Deed,
  modal: OpenModal,
  values: Readonly<Record<string, string>>,
): object {
  const inputs = modal.blocks as readonly {
    readonly type: string;
    readonly block_id?: string;
    readonly element?: {
      readonly type: string;
      readonly action_id: string;
      readonly initial_value?: string;
      readonly options?: readonly { readonly value: string }[];
    };
  }[];
  const state = inputs.flatMap(({ block_id: blockId = "", element }) => {
    if (!element) return [];
    const value = values[blockId] ?? element.initial_value ?? null;
    const option = element.options?.find((one) => one.value === value);
    const said = element.type === "static_select" ? { selected_option: option ?? null } : { value };
    return [[blockId, { [element.action_id]: { type: element.type, ...said } }]] as const;
  });
  return {
    type: "view_submission",
    ...interaction(where, by),
    view: {
      id: modal.viewId,
      type: "modal",
      callback_id: modal.callbackId,
      private_metadata: modal.metadata,
      blocks: modal.blocks,
      state: { values: Object.fromEntries(state) },
    },
    response_urls: [],
  };
}

export function slashCommand(
  { workspaceKey }: Where,
  by: Deed,
  at: { readonly channelKey: string; readonly channelName: string },
  typed: string,
): Readonly<Record<string, string>> {
  const [command = "", ...rest] = typed.split(" ");
  return {
    token: "legacy",
    team_id: workspaceKey,
    team_domain: "home",
    channel_id: at.channelKey,
    channel_name: at.channelName,
    user_id: by.personKey,
    user_name: by.personName,
    command,
    text: rest.join(" "),
    api_app_id: "A0RAPPORT",
    is_enterprise_install: "false",
    response_url: by.responseUrl,
    trigger_id: by.triggerId,
  };
}

export const messageShortcut = (
  where: Where,
  by: Deed,
  at: { readonly channelKey: string; readonly message: SlackMessage },
  callbackId: string,
): object => ({
  type: "message_action",
  ...interaction(where, by),
  callback_id: callbackId,
  action_ts: at.message.ts,
  channel: { id: at.channelKey, name: "channel" },
  message_ts: at.message.ts,
  message: {
    type: "message",
    user: at.message.userKey,
    text: at.message.text,
    ts: at.message.ts,
    ...(at.message.threadTs !== null && { thread_ts: at.message.threadTs }),
  },
  response_url: by.responseUrl,
});
