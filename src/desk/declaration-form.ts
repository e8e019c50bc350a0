import { z } from "zod";
import type { Workspace } from "../domain/channel.ts";
import type { Button, Form } from "../domain/message-content.ts";
import { declareEmotion } from "./change-setup.ts";
import { CONTROLS, FORMS } from "./control-ids.ts";
import type { Filled } from "./open-ticket-by-form.ts";
import { plain } from "./place.ts";
import { openForm, type Press, tell } from "./press.ts";

/** A help desk's switch: on by a declaration in the admin's words, off at once. */
export const declarationButtons = ({ id, kind, emotionDeclaredAt }: Workspace): readonly Button[] => {
  if (kind !== "helpdesk") return [];
  const label = emotionDeclaredAt ? "Turn emotion off" : "Turn emotion on by a declaration";
  return [{ type: "button", controlId: CONTROLS.setupEmotion, label, value: id }];
};

export async function pressDeclaration(press: Press): Promise<void> {
  const { stores, context } = press;
  const workspace = await stores.workspaces.get(press.id);
  if (workspace?.kind !== "helpdesk") return tell(press, plain("This button leads nowhere any more."));
  if (!workspace.emotionDeclaredAt) return openForm(press, declarationForm(workspace.id));
  const hand = { by: context.actor.id, now: context.now };
  const refusal = await declareEmotion(stores, hand, workspace, null);
  await tell(press, plain(refusal ?? "Emotion is off; nobody here is analysed from now on."));
}

export const declarationForm = (workspaceId: string): Form => ({
  formId: FORMS.declaration,
  title: "Read employees' feelings",
  submitLabel: "Declare",
  value: workspaceId,
  fields: [
    {
      type: "text",
      fieldId: "declaration",
      label: "Who agreed, when, how were people told?",
      multiline: true,
    },
  ],
});

const formSchema = z.object({ declaration: z.string().trim().min(1).max(500) });

/** Gives the words for the sender. */
export async function takeDeclaration({ stores, context, event }: Filled): Promise<string> {
  if (context.actor.role !== "admin") return "Only an admin can do this.";
  const workspace = await stores.workspaces.get(event.value);
  if (!workspace) return "This workspace is not there any more.";
  const form = formSchema.safeParse(event.values);
  if (!form.success) return "Nothing was changed: a declaration has 20 to 500 characters.";
  const hand = { by: context.actor.id, now: context.now };
  const refusal = await declareEmotion(stores, hand, workspace, form.data.declaration);
  return refusal ?? "Emotion is on from the next message. The audit log has your words.";
}
