import { z } from "zod";
import { controlIdOf } from "../thread-key.ts";
import { type LineTools, openLine } from "./line.ts";
import { openModal, REOPEN_CONTROL, unpackForm } from "./open-form.ts";

const team = z.object({ id: z.string() }).nullish();
const pressSchema = z.object({
  is_enterprise_install: z.boolean().nullish(),
  team,
  enterprise: team,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  container: z.object({ thread_ts: z.string().nullish() }).nullish(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string() })]),
});

/** A form that came too late for its first press opens at the second one. `false`: another's press. */
export function createReopen(tools: LineTools) {
  return async (body: unknown): Promise<boolean> => {
    const { success, data } = pressSchema.safeParse(body);
    if (!success || controlIdOf(data.actions[0].action_id) !== REOPEN_CONTROL) return false;
    const workspaceKey = data.is_enterprise_install ? data.enterprise?.id : data.team?.id;
    const form = unpackForm(data.actions[0].value);
    const access = workspaceKey ? await tools.book.find(workspaceKey) : null;
    if (access === null || form === null) return true;
    const address = { channel: data.channel.id, thread_ts: data.container?.thread_ts ?? null };
    // Should it fail, the button is still there.
    await openModal(openLine(tools, access), data.trigger_id, form, address);
    return true;
  };
}
