import { z } from "zod";
import type { Workspace } from "../domain/channel.ts";
import {
  DEFAULT_EMOJI_RULES,
  EMOJI_MOVES,
  type EmojiMove,
  type EmojiRules,
  shownEmojis,
} from "../domain/emoji-rules.ts";
import { type Block, type Button, type Form, paragraph, text } from "../domain/message-content.ts";
import { changeEmojiRules } from "./change-setup.ts";
import { CONTROLS, FORMS } from "./control-ids.ts";
import type { Filled } from "./open-ticket-by-form.ts";
import { plain } from "./place.ts";
import { openForm, type Press, tell } from "./press.ts";

const WORDS: Readonly<Record<EmojiMove, string>> = {
  claim: "claims a ticket",
  solve: "marks it solved",
  open: "opens a ticket from a message",
};

const rulesOf = ({ emojiRules }: Workspace): EmojiRules => emojiRules ?? DEFAULT_EMOJI_RULES;

const wordsOf = (rules: EmojiRules): string =>
  EMOJI_MOVES.map((move) => `${shownEmojis(rules[move]) || "no emoji"} ${WORDS[move]}`).join(", ");

/** What staff do by emoji; part of the set-up card. */
export const emojiLine = (workspace: Workspace): Block =>
  paragraph(text("By emoji", "bold"), text(`, for staff: ${wordsOf(rulesOf(workspace))}.`));

export const emojiButton = ({ id }: Workspace): Button => ({
  type: "button",
  controlId: CONTROLS.setupEmoji,
  label: "Change the emoji",
  value: id,
});

export async function openEmojiForm(press: Press): Promise<void> {
  const workspace = await press.stores.workspaces.get(press.id);
  if (!workspace) return tell(press, plain("This button leads nowhere any more."));
  await openForm(press, emojiForm(workspace.id, rulesOf(workspace)));
}

export const emojiForm = (workspaceId: string, rules: EmojiRules): Form => ({
  formId: FORMS.emoji,
  title: "Emoji for staff",
  submitLabel: "Save",
  value: workspaceId,
  fields: EMOJI_MOVES.map((move) => ({
    type: "text" as const,
    fieldId: move,
    label: `This ${WORDS[move]} (one or more emoji; empty switches it off)`,
    value: shownEmojis(rules[move]),
    optional: true,
  })),
});

const typed = z.string().max(1_000).default("");
const formSchema = z.object({ claim: typed, solve: typed, open: typed });

/** Gives the words for the sender. */
export async function setEmojiRules({ stores, context, event }: Filled): Promise<string> {
  if (context.actor.role !== "admin") return "Only an admin can do this.";
  const workspace = await stores.workspaces.get(event.value);
  if (!workspace) return "This workspace is not there any more.";
  const form = formSchema.safeParse(event.values);
  if (!form.success) return "Nothing was changed: that is too long.";
  const hand = { by: context.actor.id, now: context.now };
  const refusal = await changeEmojiRules(stores, hand, workspace, form.data);
  const after = await stores.workspaces.get(event.value);
  return refusal ?? `Saved. By emoji, for staff: ${wordsOf(rulesOf(after ?? workspace))}.`;
}
