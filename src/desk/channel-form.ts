import { z } from "zod";
import { CHANNEL_MODES, CHANNEL_PURPOSES, type Channel, type Workspace } from "../domain/channel.ts";
import type { Form } from "../domain/message-content.ts";
import type { KeptSurvey } from "../domain/workspace-survey.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { CONTROLS, FORMS } from "./control-ids.ts";
import type { Filled } from "./open-ticket-by-form.ts";
import { plain } from "./place.ts";
import { openForm, type Press, tell } from "./press.ts";
import { guessPurpose } from "./setup-guess.ts";
import { MODE_WORDS, PURPOSE_WORDS } from "./setup-words.ts";
import { takeChannel } from "./take-channel.ts";

const CHOSEN_PURPOSES = CHANNEL_PURPOSES.filter((purpose) => purpose !== "direct");
/** Discord's menus hold 25, Slack's 100. */
const MOST_LISTED = 100;

export const channelButton = (workspaceId: string) =>
  ({
    type: "button",
    controlId: CONTROLS.setupChannel,
    label: "Set up a channel",
    value: workspaceId,
  }) as const;

export async function openChannelForm(press: Press): Promise<void> {
  const workspace = await press.stores.workspaces.get(press.id);
  if (!workspace) return tell(press, plain("This button leads nowhere any more."));
  const places = await placesOf(press.stores, workspace);
  await openForm(press, channelForm(workspace.id, places));
}

interface Offered {
  readonly channelKey: string;
  readonly name: string;
  readonly says: string;
}

/** Every channel that may be set up: what nobody has set up and whose name tells something first. */
async function placesOf(stores: TenantStores, workspace: Workspace): Promise<readonly Offered[]> {
  const channels = (await stores.channels.list()).filter(
    ({ workspaceId, purpose }) => workspaceId === workspace.id && purpose !== "direct",
  );
  return offeredPlaces(channels, await stores.workspaces.survey(workspace.id));
}

/** Pure. */
export function offeredPlaces(channels: readonly Channel[], { open }: KeptSurvey): readonly Offered[] {
  const known = new Set(channels.map(({ channelKey }) => channelKey));
  const offered = [
    ...channels.map(({ channelKey, name, purpose, mode }) => ({
      channelKey,
      name,
      says: purpose === "other" ? "" : `${purpose}, ${mode}`,
      rank: purpose !== "other" ? 1 : guessPurpose(name) === null ? 2 : 0,
    })),
    ...open
      .filter(({ channelKey }) => !known.has(channelKey))
      .map(({ channelKey, name }) => ({
        channelKey,
        name,
        says: "I would join it",
        rank: guessPurpose(name) === null ? 3 : 0,
      })),
  ];
  return offered.sort((one, other) => one.rank - other.rank || one.name.localeCompare(other.name, "en"));
}

export const channelForm = (workspaceId: string, places: readonly Offered[]): Form => ({
  formId: FORMS.channel,
  title: "Set up a channel",
  submitLabel: "Save",
  value: workspaceId,
  fields: [
    {
      type: "select",
      fieldId: "channel",
      label: "Channel",
      optional: true,
      options: places.slice(0, MOST_LISTED).map(({ channelKey, name, says }) => ({
        label: says === "" ? `#${name}` : `#${name} (${says})`,
        value: channelKey,
      })),
    },
    { type: "text", fieldId: "name", label: "Not in the list? Its name", optional: true },
    {
      type: "select",
      fieldId: "purpose",
      label: "What it is for",
      options: CHOSEN_PURPOSES.map((purpose) => ({ label: PURPOSE_WORDS[purpose], value: purpose })),
    },
    {
      type: "select",
      fieldId: "mode",
      label: "How I behave there (left empty: as now)",
      optional: true,
      options: CHANNEL_MODES.map((mode) => ({ label: MODE_WORDS[mode], value: mode })),
    },
  ],
});

const optionalWord = z
  .string()
  .trim()
  .max(200)
  .default("")
  .transform((word) => word || undefined);
const formSchema = z.object({
  channel: optionalWord,
  name: optionalWord,
  purpose: z.enum(CHOSEN_PURPOSES),
  mode: optionalWord.pipe(z.enum(CHANNEL_MODES).optional()),
});

/** Gives the words for the sender. */
export async function setUpChannel({ stores, context, event }: Filled): Promise<string> {
  if (context.actor.role !== "admin") return "Only an admin can do this.";
  const workspace = await stores.workspaces.get(event.value);
  if (!workspace) return "This workspace is not there any more.";
  const form = formSchema.safeParse(event.values);
  if (!form.success) return "Nothing was changed: choose a channel and what it is for.";
  const { channel: chosen, name, purpose, mode } = form.data;
  const typed = name?.replace(/^#/, "").toLowerCase();
  const place = (await placesOf(stores, workspace)).find((one) =>
    chosen === undefined ? one.name.toLowerCase() === typed : one.channelKey === chosen,
  );
  if (!place)
    return "Nothing was changed: I know no such channel here. A private one must invite me first: /invite @Rapport.";
  const hand = { by: context.actor.id, now: context.now };
  const wish = { channelKey: place.channelKey, purpose, ...(mode && { mode }) };
  const refusal = await takeChannel(stores, hand, workspace, wish);
  return refusal ?? `#${place.name}: ${PURPOSE_WORDS[purpose]}. It counts from the next message on.`;
}
