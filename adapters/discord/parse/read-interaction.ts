import { cleanChatText } from "../../../src/domain/chat-text.ts";
import type { CommandInvoked, ControlUsed, FormSubmitted } from "../../../src/domain/inbound-event.ts";
import { MESSAGE_CONTROLS } from "../../../src/ports/shortcuts.ts";
import {
  type InteractionKind,
  interactionKeyOf,
  joinControl,
  madeAtMs,
  readCustomId,
} from "../thread-key.ts";
import { baseOf, shownName } from "./base.ts";
import type { Knowledge } from "./knowledge.ts";
import { plainOf } from "./read-message.ts";
import type { InteractionOf, InteractionShape } from "./shapes.ts";

/** Names in a message's or person's own menu, and the words or the control they stand for. */
export const MESSAGE_MENU: Readonly<
  Record<string, { readonly verb: "ask" | "ticket" } | { readonly controlId: string }>
> = {
  "Ask Rapport": { verb: "ask" },
  "Open a ticket": { verb: "ticket" },
  "Mark as solution": { controlId: MESSAGE_CONTROLS.solution },
  "Not a risk": { controlId: MESSAGE_CONTROLS.notARisk },
};
export const PERSON_MENU: Readonly<Record<string, { readonly command: string; readonly argument: string }>> =
  {
    "Customer history": { command: "history", argument: "@" },
  };

const CHAT = 1;
const ON_PERSON = 2;
const ON_MESSAGE = 3;

export type InteractionEvent = CommandInvoked | ControlUsed | FormSubmitted;

/** Who did it. `null` for Discord's own ping. Pure. */
export function personOf(interaction: InteractionShape) {
  const user = interaction.member?.user ?? interaction.user;
  if (!user || user.bot) return null;
  return { user, member: interaction.member ?? null, name: shownName(user, interaction.member) };
}

/** Commands, presses, choices and filled forms. `null` for what is not ours. Pure. */
export function readInteraction(
  interaction: InteractionShape,
  knowledge: Knowledge,
): InteractionEvent | null {
  switch (interaction.type) {
    case 2:
      return readCommand(interaction, knowledge);
    case 3:
      return readPress(interaction, knowledge);
    case 5:
      return readForm(interaction, knowledge);
    default:
      return null;
  }
}

function sharedOf(
  interaction: InteractionShape,
  knowledge: Knowledge,
  kind: InteractionKind,
  again?: string,
) {
  const person = personOf(interaction);
  const placeKey = interaction.channel_id ?? interaction.channel?.id;
  if (person === null || !placeKey) return null;
  const { id, token, guild_id } = interaction;
  const personKey = person.user.id;
  const found = baseOf(
    {
      placeKey,
      guildKey: guild_id ?? null,
      actor: { key: personKey, name: person.name },
      at: new Date(madeAtMs(id)).toISOString(),
      dedupeKey: `i:${id}`,
    },
    knowledge,
  );
  return (
    found && {
      ...found,
      interactionKey: interactionKeyOf({ personKey, id, token, kind, ...(again !== undefined && { again }) }),
    }
  );
}

function readCommand(interaction: InteractionOf<2>, knowledge: Knowledge): InteractionEvent | null {
  const shared = sharedOf(interaction, knowledge, "command");
  if (shared === null) return null;
  const { data } = interaction;
  if (data.type === ON_MESSAGE) return readMessageMenu(interaction, knowledge, shared);
  const { base, threadKey, interactionKey } = shared;
  const invoked = { ...base, kind: "command-invoked", threadKey, interactionKey } as const;
  if (data.type === ON_PERSON) {
    const entry = Object.hasOwn(PERSON_MENU, data.name) ? PERSON_MENU[data.name] : undefined;
    if (entry === undefined || !data.target_id) return null;
    return { ...invoked, command: entry.command, argumentText: `${entry.argument}${data.target_id}` };
  }
  if (data.type !== CHAT) return null;
  const argumentText = argumentOf(data, knowledge);
  return { ...invoked, command: data.name.toLowerCase(), argumentText };
}

type CommandData = InteractionOf<2>["data"];
type Option = NonNullable<CommandData["options"]>[number];
const SUBCOMMAND = 1;
const PERSON_OPTION = 6;

/** Subcommand and options in the order of the command's own words, as somebody would type them. Pure. */
export function argumentOf({ options }: CommandData, knowledge: Knowledge): string {
  const [first] = options ?? [];
  const isSub = first?.type === SUBCOMMAND;
  const leaves: readonly Pick<Option, "name" | "type" | "value">[] = isSub
    ? (first.options ?? [])
    : (options ?? []);
  const words = leaves.map(({ type, value }) =>
    type === PERSON_OPTION ? `@${value}` : withKeys(String(value ?? ""), knowledge),
  );
  return [...(isSub ? [first.name] : []), ...words].filter((word) => word !== "").join(" ");
}

/** `<@1>` in a typed option stands for a person: who is meant must be sure, so the key stays and not a name that others bear. */
const withKeys = (value: string, knowledge: Knowledge): string =>
  plainOf(value.replace(/<@!?(\d{1,21})>/g, "@$1"), [], knowledge).text;

function readMessageMenu(
  { data }: InteractionOf<2>,
  knowledge: Knowledge,
  { base, threadKey, interactionKey }: NonNullable<ReturnType<typeof sharedOf>>,
): InteractionEvent | null {
  const entry = Object.hasOwn(MESSAGE_MENU, data.name) ? MESSAGE_MENU[data.name] : undefined;
  const messageKey = data.target_id;
  const message = messageKey ? data.resolved?.messages?.[messageKey] : undefined;
  if (entry === undefined || !messageKey) return null;
  if ("controlId" in entry)
    return {
      ...base,
      kind: "control-used",
      controlId: entry.controlId,
      value: "",
      messageKey,
      threadKey,
      interactionKey,
    };
  const { text } = plainOf(message?.content ?? "", message?.mentions ?? [], knowledge);
  return {
    ...base,
    kind: "command-invoked",
    command: "rapport",
    argumentText: `${entry.verb} ${text}`.trim(),
    // An answer belongs below the message it is about.
    threadKey: threadKey ?? messageKey,
    interactionKey,
  };
}

function readPress(interaction: InteractionOf<3>, knowledge: Knowledge): ControlUsed | null {
  const control = readCustomId(interaction.data.custom_id);
  if (control === null) return null;
  const again = joinControl(control.controlId, control.value);
  const shared = sharedOf(interaction, knowledge, "component", again);
  if (shared === null || !interaction.message) return null;
  const { base, threadKey, interactionKey } = shared;
  return {
    ...base,
    kind: "control-used",
    controlId: control.controlId,
    value: interaction.data.values?.[0] ?? control.value,
    messageKey: interaction.message.id,
    threadKey,
    interactionKey,
  };
}

function readForm(interaction: InteractionOf<5>, knowledge: Knowledge): FormSubmitted | null {
  const shared = sharedOf(interaction, knowledge, "form");
  const form = readCustomId(interaction.data.custom_id);
  if (shared === null || form === null) return null;
  const values: Record<string, string> = {};
  for (const part of interaction.data.components) {
    const fields = "components" in part ? part.components : "component" in part ? [part.component] : [];
    for (const { custom_id: fieldId, value, values: chosen } of fields)
      if (fieldId !== "__proto__") values[fieldId] = cleanChatText(value ?? chosen?.join(",") ?? "");
  }
  const { base, interactionKey } = shared;
  return {
    ...base,
    kind: "form-submitted",
    formId: form.controlId,
    value: form.value,
    values,
    interactionKey,
  };
}
