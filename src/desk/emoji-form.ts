import { z } from "zod";
import type { Workspace } from "../domain/channel.ts";
import {
  DEFAULT_EMOJI_RULES,
  doubledEmoji,
  EMOJI_MOVES,
  type EmojiMove,
  type EmojiRules,
  parseEmojis,
  shownEmoji,
  shownEmojis,
} from "../domain/emoji-rules.ts";
import { type Block, type Form, paragraph, text } from "../domain/message-content.ts";
import type { TenantStores } from "../ports/stores/store.ts";
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

/** What staff do by emoji, and the way to change it; part of the set-up card. */
export function emojiBlocks(workspace: Workspace): readonly Block[] {
  const rules = rulesOf(workspace);
  const said = EMOJI_MOVES.map((move) => `${shownEmojis(rules[move]) || "no emoji"} ${WORDS[move]}`);
  return [
    paragraph(text("By emoji", "bold"), text(`, for staff: ${said.join(", ")}.`)),
    {
      type: "controls",
      controls: [
        { type: "button", controlId: CONTROLS.setupEmoji, label: "Change the emoji", value: workspace.id },
      ],
    },
  ];
}

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

const typed = z
  .string()
  .max(1_000)
  .default("")
  .transform((words) => parseEmojis(words));
const formSchema = z.object({ claim: typed, solve: typed, open: typed });

/** Gives the words for the sender. */
export async function setEmojiRules({ stores, context, event }: Filled): Promise<string> {
  if (context.actor.role !== "admin") return "Only an admin can do this.";
  const workspace = await stores.workspaces.get(event.value);
  if (!workspace) return "This workspace is not there any more.";
  const form = formSchema.safeParse(event.values);
  const rules = form.success ? wholeRules(form.data) : null;
  if (!rules) return "Nothing was changed: type emoji like 👀 or :eyes:, at most ten for each.";
  const refusal = await changeEmojiRules(
    stores,
    { by: context.actor.id, now: context.now },
    workspace,
    rules,
  );
  return (
    refusal ??
    `Saved. ${EMOJI_MOVES.map((move) => `${shownEmojis(rules[move]) || "No emoji"} ${WORDS[move]}`).join(", ")}.`
  );
}

function wholeRules(read: Readonly<Record<EmojiMove, readonly string[] | null>>): EmojiRules | null {
  const { claim, solve, open } = read;
  return claim && solve && open ? { claim, solve, open } : null;
}

/** Why not, or `null` when it is done and in the audit log. */
export async function changeEmojiRules(
  stores: TenantStores,
  hand: { readonly by: string; readonly now: Date },
  workspace: Workspace,
  rules: EmojiRules,
): Promise<string | null> {
  const doubled = doubledEmoji(rules);
  if (doubled !== null) return `Nothing was changed: ${shownEmoji(doubled)} cannot mean two things.`;
  await stores.workspaces.setEmojiRules(workspace.id, rules);
  const detail = Object.fromEntries(EMOJI_MOVES.map((move) => [move, shownEmojis(rules[move])]));
  await stores.audit.add({
    actor: hand.by,
    action: "workspace.emoji",
    subject: workspace.id,
    detail,
    happenedAt: hand.now,
  });
  return null;
}
