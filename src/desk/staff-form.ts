import { z } from "zod";
import type { Form, FormField } from "../domain/message-content.ts";
import { NAMED_ROLES, type NamedRole } from "../domain/role.ts";
import type { SurveyedGroup } from "../domain/workspace-survey.ts";
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
  const { groups } = await press.stores.workspaces.survey(press.id);
  await openForm(press, staffForm(press.id, groups ?? []));
}

export const staffForm = (workspaceId: string, groups: readonly SurveyedGroup[] = []): Form => ({
  formId: FORMS.staff,
  title: "Who is staff",
  submitLabel: "Save",
  value: workspaceId,
  fields: [
    {
      type: "text",
      fieldId: "who",
      label: groups.length > 0 ? "Name or id of a person" : "Name or id of a person, or group: and its id",
      optional: groups.length > 0,
    },
    // A menu without entries is shown by no platform.
    ...(groups.length > 0 ? [groupMenu(groups)] : []),
    {
      type: "select",
      fieldId: "role",
      label: "Role",
      value: "agent",
      options: [...NAMED_ROLES, "none" as const].map((role) => ({ label: ROLE_WORDS[role], value: role })),
    },
  ],
});

const groupMenu = (groups: readonly SurveyedGroup[]): FormField => ({
  type: "select",
  fieldId: "group",
  label: "Or a group, all of whose members get the role",
  optional: true,
  options: groups.map(({ groupKey, name }) => ({ label: name, value: groupKey })),
});

const typed = z.string().trim().max(200).default("");
const formSchema = z.object({
  who: typed,
  group: typed,
  role: z.enum([...NAMED_ROLES, "none"]),
});

/** Gives the words for the sender. */
export async function nameStaff({ stores, context, event }: Filled): Promise<string> {
  if (context.actor.role !== "admin") return "Only an admin can do this.";
  const workspace = await stores.workspaces.get(event.value);
  if (!workspace) return "This workspace is not there any more.";
  const form = formSchema.safeParse(event.values);
  if (!form.success) return "Nothing was changed: say who, and choose a role.";
  const { who, group, role } = form.data;
  if ((who === "") === (group === "")) return "Nothing was changed: say who, one person or one group.";
  const hand = { by: context.actor.id, now: context.now };
  const whom = group === "" ? who : `group:${group}`;
  return nameByWords(stores, hand, workspace, whom, role === "none" ? null : role);
}

export const staffButton = (workspaceId: string) =>
  ({
    type: "button",
    controlId: CONTROLS.setupStaff,
    label: "Name agents and managers",
    value: workspaceId,
  }) as const;
