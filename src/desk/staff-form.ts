import { z } from "zod";
import type { Form } from "../domain/message-content.ts";
import { NAMED_ROLES, type NamedRole } from "../domain/role.ts";
import { CONTROLS, FORMS } from "./control-ids.ts";
import { nameByWords } from "./name-by-words.ts";
import type { Filled } from "./open-ticket-by-form.ts";
import { plain } from "./place.ts";
import { openForm, type Press, tell } from "./press.ts";

const ROLE_WORDS: Readonly<Record<NamedRole | "none", string>> = {
  agent: "Agent: claims and answers tickets",
  manager: "Manager: also reads digests",
  customer: "Customer, whatever the platform says",
  none: "Nobody special: as the platform says",
};

export async function openStaffForm(press: Press): Promise<void> {
  if (!(await press.stores.workspaces.get(press.id)))
    return tell(press, plain("This button leads nowhere any more."));
  await openForm(press, staffForm(press.id));
}

export const staffForm = (workspaceId: string): Form => ({
  formId: FORMS.staff,
  title: "Who is staff",
  submitLabel: "Save",
  value: workspaceId,
  fields: [
    { type: "text", fieldId: "who", label: "Name or id of a person, or group: and its id" },
    {
      type: "select",
      fieldId: "role",
      label: "Role",
      value: "agent",
      options: [...NAMED_ROLES, "none" as const].map((role) => ({ label: ROLE_WORDS[role], value: role })),
    },
  ],
});

const formSchema = z.object({
  who: z.string().trim().min(1).max(200),
  role: z.enum([...NAMED_ROLES, "none"]),
});

/** Gives the words for the sender. */
export async function nameStaff({ stores, context, event }: Filled): Promise<string> {
  if (context.actor.role !== "admin") return "Only an admin can do this.";
  const workspace = await stores.workspaces.get(event.value);
  if (!workspace) return "This workspace is not there any more.";
  const form = formSchema.safeParse(event.values);
  if (!form.success) return "Nothing was changed: say who, and choose a role.";
  const { who, role } = form.data;
  const hand = { by: context.actor.id, now: context.now };
  return nameByWords(stores, hand, workspace, who, role === "none" ? null : role);
}

export const staffButton = (workspaceId: string) =>
  ({
    type: "button",
    controlId: CONTROLS.setupStaff,
    label: "Name agents and managers",
    value: workspaceId,
  }) as const;
