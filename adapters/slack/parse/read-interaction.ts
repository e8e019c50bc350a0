import { z } from "zod";
import { MESSAGE_CONTROLS } from "../../../src/ports/shortcuts.ts";
import { interactionKeyOf, pressedControl, readFormPlace, threadKeyOf } from "../thread-key.ts";
import { withSigns } from "./emoji.ts";
import type { FactBase, SlackFact } from "./facts.ts";

const word = z.string().min(1).max(512);
const team = z.object({ id: z.string() }).nullish();
const user = z.object({
  id: word,
  name: z.string().nullish(),
  username: z.string().nullish(),
  team_id: z.string().nullish(),
});
const channel = z.object({ id: word, name: z.string().nullish() });
const base = {
  team,
  enterprise: team,
  is_enterprise_install: z.boolean().nullish(),
  user,
  trigger_id: z.string().nullish(),
  response_url: z.string().nullish(),
};
const option = z.object({ value: z.string() });

const actionsSchema = z.object({
  ...base,
  type: z.literal("block_actions"),
  channel: channel.nullish(),
  container: z
    .object({ message_ts: word.nullish(), thread_ts: word.nullish(), channel_id: word.nullish() })
    .nullish(),
  message: z.object({ ts: word, thread_ts: word.nullish() }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: word,
        action_ts: word,
        value: z.string().nullish(),
        selected_option: option.nullish(),
        selected_user: z.string().nullish(),
      }),
    )
    .min(1),
});

const fieldSchema = z.object({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_user: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_channel: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
});
const viewSchema = z.object({
  ...base,
  type: z.literal("view_submission"),
  view: z.object({
    id: word,
    callback_id: word,
    private_metadata: z.string(),
    app_installed_team_id: z.string().nullish(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), fieldSchema)) }),
  }),
});

const shortcutSchema = z.object({
  ...base,
  type: z.literal("message_action"),
  callback_id: word,
  channel,
  message: z.object({ ts: word, thread_ts: word.nullish(), text: z.string().nullish() }),
});

const commandSchema = z.object({
  command: word,
  text: z.string().default(""),
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.string().nullish(),
  channel_id: word,
  channel_name: z.string().nullish(),
  user_id: word,
  user_name: z.string().nullish(),
  trigger_id: word,
  response_url: z.string().nullish(),
});

/** Message shortcuts of the manifest, and the words or the control they stand for. */
export const MESSAGE_SHORTCUTS: Readonly<
  Record<string, { readonly name: string } & ({ readonly verb: string } | { readonly controlId: string })>
> = {
  ask_rapport: { name: "Ask Rapport", verb: "ask" },
  open_ticket: { name: "Open a ticket", verb: "ticket" },
  not_a_risk: { name: "Not a risk", controlId: MESSAGE_CONTROLS.notARisk },
  mark_solution: { name: "Mark as solution", controlId: MESSAGE_CONTROLS.solution },
};

/** Buttons, menus, forms, message shortcuts and slash commands. `null` for what is not ours. Pure. */
export function readInteraction(raw: unknown, nowTs: string): SlackFact | null {
  const command = commandSchema.safeParse(raw);
  if (command.success) return readCommand(command.data, nowTs);
  const parsed = z.discriminatedUnion("type", [actionsSchema, viewSchema, shortcutSchema]).safeParse(raw);
  if (!parsed.success) return null;
  const { data } = parsed;
  // Of a form that somebody from elsewhere sends in a shared channel, `team` is their own.
  const installedTeamKey = "view" in data ? data.view.app_installed_team_id : null;
  const workspaceKey = data.is_enterprise_install ? data.enterprise?.id : (installedTeamKey ?? data.team?.id);
  if (!workspaceKey) return null;
  const shared = {
    workspaceKey,
    authorKey: data.user.id,
    authorName: data.user.name ?? data.user.username ?? null,
    authorTeamKey: data.user.team_id ?? null,
    at: nowTs,
    mrkdwn: [],
    interactionKey: interactionKeyOf({
      personKey: data.user.id,
      triggerId: data.trigger_id ?? null,
      responseUrl: data.response_url ?? null,
    }),
  };
  switch (data.type) {
    case "block_actions":
      return readPress(data, shared);
    case "view_submission":
      return readForm(data, shared);
    case "message_action":
      return readShortcut(data, shared);
  }
}

type Shared = Omit<FactBase, "channelKey" | "channelKind" | "channelName" | "dedupeKey"> & {
  readonly interactionKey: string;
};

function readPress(data: z.infer<typeof actionsSchema>, shared: Shared): SlackFact | null {
  const [action] = data.actions;
  const channelKey = data.channel?.id ?? data.container?.channel_id;
  const ts = data.message?.ts ?? data.container?.message_ts;
  if (!action || !channelKey || !ts) return null;
  const threadTs = data.message?.thread_ts ?? data.container?.thread_ts ?? undefined;
  return {
    ...shared,
    ...channelOf(channelKey, data.channel?.name),
    dedupeKey: `a:${channelKey}:${ts}:${shared.authorKey}:${action.action_ts}`.slice(0, 200),
    type: "pressed",
    ...pressedControl(
      action.action_id,
      action.value ?? action.selected_option?.value ?? action.selected_user ?? "",
    ),
    ts,
    threadTs: threadKeyOf(ts, threadTs),
  };
}

function readForm(
  { view, trigger_id: triggerId }: z.infer<typeof viewSchema>,
  shared: Shared,
): SlackFact | null {
  const place = readFormPlace(view.private_metadata);
  if (place === null) return null;
  const values: Record<string, string> = {};
  for (const [fieldId, said] of Object.entries(view.state.values)) {
    const [field] = Object.values(said);
    if (field && fieldId !== "__proto__") values[fieldId] = withSigns(fieldWords(field));
  }
  const kind = place.isDirect ? "direct" : PLACE_KINDS[`${place.isPrivate}`];
  return {
    ...shared,
    channelKey: place.channelKey,
    channelKind: kind,
    channelName: null,
    dedupeKey: `v:${view.id}:${triggerId ?? ""}`.slice(0, 200),
    type: "submitted",
    formId: view.callback_id,
    value: place.value,
    values,
  };
}

const PLACE_KINDS = { true: "private", false: "public", null: "unknown" } as const;

const fieldWords = (field: z.infer<typeof fieldSchema>): string =>
  field.value ??
  field.selected_option?.value ??
  field.selected_options?.map(({ value }) => value).join(",") ??
  field.selected_user ??
  field.selected_conversation ??
  field.selected_channel ??
  field.selected_date ??
  field.selected_time ??
  "";

function readShortcut(data: z.infer<typeof shortcutSchema>, shared: Shared): SlackFact | null {
  const shortcut = Object.hasOwn(MESSAGE_SHORTCUTS, data.callback_id)
    ? MESSAGE_SHORTCUTS[data.callback_id]
    : undefined;
  if (shortcut === undefined) return null;
  const { ts, thread_ts: threadTs } = data.message;
  const about = {
    ...shared,
    ...channelOf(data.channel.id, data.channel.name),
    dedupeKey: `s:${data.trigger_id ?? `${data.channel.id}:${ts}:${shared.at}`}`.slice(0, 200),
  };
  if ("controlId" in shortcut) {
    const { controlId } = shortcut;
    const threadKey = threadKeyOf(ts, threadTs ?? undefined);
    return { ...about, type: "pressed", controlId, value: "", ts, threadTs: threadKey };
  }
  const text = data.message.text ?? "";
  return {
    ...about,
    mrkdwn: [text],
    type: "commanded",
    command: "rapport",
    argument: `${shortcut.verb} ${text}`,
    threadTs: threadTs ?? ts,
  };
}

function readCommand(data: z.infer<typeof commandSchema>, nowTs: string): SlackFact | null {
  const isOrganisation = data.is_enterprise_install === "true";
  const workspaceKey = isOrganisation ? data.enterprise_id : data.team_id;
  if (!workspaceKey) return null;
  const { user_id: personKey, trigger_id: triggerId, text } = data;
  return {
    ...channelOf(data.channel_id, data.channel_name),
    workspaceKey,
    authorKey: personKey,
    authorName: data.user_name ?? null,
    authorTeamKey: null,
    at: nowTs,
    mrkdwn: [text],
    dedupeKey: `c:${triggerId}`.slice(0, 200),
    type: "commanded",
    command: data.command.replace(/^\/+/, "").toLowerCase(),
    argument: text,
    threadTs: null,
    interactionKey: interactionKeyOf({ personKey, triggerId, responseUrl: data.response_url ?? null }),
  };
}

/** What Slack writes where a place has no name of its own. */
const NAMELESS = new Set(["directmessage", "privategroup"]);

function channelOf(
  channelKey: string,
  name: string | null | undefined,
): Pick<FactBase, "channelKey" | "channelKind" | "channelName"> {
  const isDirect = channelKey.startsWith("D") || name === "directmessage";
  const isPrivate = name === "privategroup" || channelKey.startsWith("G");
  return {
    channelKey,
    channelKind: isDirect ? "direct" : isPrivate ? "private" : "unknown",
    channelName: name && !NAMELESS.has(name) ? name : null,
  };
}
