import { z } from "zod";
import { SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import type { AccessBook } from "../install/access.ts";
import { readEvent } from "../parse/read-event.ts";
import type { Directory } from "../people/directory.ts";
import type { BoltBridge } from "./bolt-bridge.ts";
import { OK, type Reply, type Retry, TRY_AGAIN } from "./reply.ts";
import type { TakeFact } from "./take-fact.ts";

export interface DispatchOptions {
  readonly take: TakeFact;
  readonly bolt: BoltBridge;
  readonly book: AccessBook;
  readonly directory: Directory;
  readonly logger: Logger;
}

/** One checked delivery, from a request or a socket, to whoever it is for. Never rejects. */
export type Dispatch = (body: Readonly<Record<string, unknown>>, retry: Retry | null) => Promise<Reply>;

const noticeSchema = z.object({
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
  event_time: z.number().nullish(),
  authorizations: z
    .array(
      z.object({
        team_id: z.string().nullish(),
        enterprise_id: z.string().nullish(),
        is_enterprise_install: z.boolean().nullish(),
      }),
    )
    .nullish(),
  event: z.object({
    type: z.string(),
    user: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
    channel: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
    subteam_id: z.string().nullish(),
    subteam: z.object({ id: z.string() }).nullish(),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish(),
  }),
});
type Notice = z.infer<typeof noticeSchema>;

/** Changes that make something we remember untrue. */
const CHANGES = new Set([
  "user_change",
  "team_join",
  "member_joined_channel",
  "member_left_channel",
  "channel_rename",
  "group_rename",
  "subteam_members_changed",
  "subteam_updated",
]);

export function createDispatch({ take, bolt, book, directory, logger }: DispatchOptions): Dispatch {
  const onEvent = async (body: Readonly<Record<string, unknown>>, retry: Retry | null): Promise<Reply> => {
    const fact = readEvent(body);
    if (fact !== null) return take(fact);
    const parsed = noticeSchema.safeParse(body);
    if (!parsed.success) return { kind: "refused", code: "slack.malformed" };
    const notice = parsed.data;
    const { type } = notice.event;
    if (type === "app_uninstalled" || (type === "tokens_revoked" && notice.event.tokens?.bot?.length))
      return onRemoved(notice);
    if (CHANGES.has(type)) return onChange(notice);
    // Words that are not a person's, or nothing new.
    if (type === "message" || type === "app_mention" || type.startsWith("reaction_")) return OK;
    return bolt.process(body, retry);
  };

  const onRemoved = async (notice: Notice): Promise<Reply> => {
    const workspaceKey = workspaceKeyOf(notice);
    if (workspaceKey === null) return OK;
    // Slack's clock gives whole seconds: the event was within the one it names.
    const at = new Date(((notice.event_time ?? 0) + 1) * SECOND);
    await book.noteRemoved(workspaceKey, at);
    return OK;
  };

  const onChange = (notice: Notice): Reply => {
    const workspaceKey = workspaceKeyOf(notice);
    const { user, channel, subteam, subteam_id } = notice.event;
    if (workspaceKey === null) return OK;
    const personKey = idOf(user);
    const channelKey = idOf(channel);
    const groupKey = subteam_id ?? subteam?.id;
    if (personKey) directory.forgetPerson(workspaceKey, personKey);
    if (channelKey) directory.forgetChannel(workspaceKey, channelKey);
    if (groupKey) directory.forgetGroup(workspaceKey, groupKey);
    return OK;
  };

  return async (body, retry) => {
    try {
      if (retry !== null)
        logger.info({ num: retry.num, reason: retry.reason }, "Slack sends something again");
      switch (body.type) {
        case "url_verification":
          return typeof body.challenge === "string"
            ? { kind: "ok", body: { challenge: body.challenge } }
            : OK;
        case "app_rate_limited":
          logger.error(
            { workspaceKey: typeof body.team_id === "string" ? body.team_id : null },
            "Slack holds back events of a workspace: more than 30,000 in an hour",
          );
          return OK;
        case "event_callback":
          return await onEvent(body, retry);
        case undefined:
          // Slack looks whether the address answers.
          if (body.ssl_check !== undefined && body.command === undefined) return OK;
          return await bolt.process(body, retry);
        default:
          return await bolt.process(body, retry);
      }
    } catch (error) {
      logger.warn({ code: faultName(error) }, "a delivery of Slack failed");
      return TRY_AGAIN;
    }
  };
}

const idOf = (thing: string | { readonly id: string } | null | undefined): string | null =>
  typeof thing === "object" ? (thing?.id ?? null) : (thing ?? null);

function workspaceKeyOf({
  authorizations,
  is_enterprise_install,
  enterprise_id,
  team_id,
}: Notice): string | null {
  const granted = authorizations?.[0];
  if (granted?.is_enterprise_install ?? is_enterprise_install)
    return granted?.enterprise_id ?? enterprise_id ?? null;
  return granted?.team_id ?? team_id ?? null;
}
