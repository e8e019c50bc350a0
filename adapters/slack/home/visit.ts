import { z } from "zod";

const team = z.object({ id: z.string() }).nullish();
const base = {
  is_enterprise_install: z.boolean().nullish(),
  team,
  enterprise: team,
  user: z.object({ id: z.string(), name: z.string().nullish(), team_id: z.string().nullish() }),
  trigger_id: z.string().nullish(),
};
const pressSchema = z.object({
  ...base,
  type: z.literal("block_actions"),
  view: z.object({ id: z.string(), type: z.literal("home") }),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string(),
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});
const shortcutSchema = z.object({
  ...base,
  type: z.literal("shortcut"),
  callback_id: z.string(),
  action_ts: z.string(),
});
type Base = z.infer<z.ZodObject<typeof base>>;

export interface Visitor {
  readonly workspaceKey: string;
  readonly personKey: string;
  readonly personName: string | null;
  readonly teamKey: string | null;
  readonly triggerId: string | null;
}

export interface HomePress extends Visitor {
  readonly actionId: string;
  readonly value: string;
  /** Slack's instant of the press; names it. */
  readonly ts: string;
}

/** A button of a home. `null` for anything else. Pure. */
export function readHomePress(raw: unknown): HomePress | null {
  const { success, data } = pressSchema.safeParse(raw);
  const action = data?.actions[0];
  const visitor = success && visitorOf(data);
  if (!visitor || !action) return null;
  const value = action.value ?? action.selected_option?.value ?? "";
  return { ...visitor, actionId: action.action_id, value, ts: action.action_ts };
}

/** From the menu that stands beside every message box. `null` for anything else. Pure. */
export function readGlobalShortcut(
  raw: unknown,
): (Visitor & { readonly callbackId: string; readonly ts: string }) | null {
  const { success, data } = shortcutSchema.safeParse(raw);
  const visitor = success && visitorOf(data);
  return visitor ? { ...visitor, callbackId: data.callback_id, ts: data.action_ts } : null;
}

function visitorOf({ is_enterprise_install, team, enterprise, user, trigger_id }: Base): Visitor | null {
  const workspaceKey = is_enterprise_install ? enterprise?.id : team?.id;
  if (!workspaceKey) return null;
  return {
    workspaceKey,
    personKey: user.id,
    personName: user.name ?? null,
    teamKey: user.team_id ?? null,
    triggerId: trigger_id ?? null,
  };
}
