import type { Logger } from "../../../src/ports/logger.ts";
import type { ConversationReference } from "../../../src/ports/stores/conversation-book.ts";
import type { TeamsAdapterConfig } from "../config.ts";
import { faultName } from "../errors.ts";
import { type Activity, kindOfConversation, organisationOf } from "../parse/activity.ts";
import type { TeamsFact } from "../parse/facts.ts";
import { baseOf, readReactions, readSpoken } from "../parse/read-activity.ts";
import type { Directory } from "../people/directory.ts";
import type { Places } from "../people/places.ts";
import { shortHash, splitConversation, wordsInteractionKey } from "../thread-key.ts";
import type { Dispatch } from "./http-door.ts";
import type { createOnInvoke } from "./on-invoke.ts";
import type { Repeats } from "./repeats.ts";
import { OK, type Reply, TRY_AGAIN } from "./reply.ts";
import type { TakeFact } from "./take-fact.ts";

export interface DispatchOptions
  extends Pick<TeamsAdapterConfig, "organisations" | "commandNames" | "logger"> {
  readonly take: TakeFact;
  readonly repeats: Repeats;
  readonly onInvoke: ReturnType<typeof createOnInvoke>;
  readonly places: Places;
  readonly directory: Directory;
  readonly logger: Logger;
}

const NOBODYS: Reply = { kind: "refused", status: 401, code: "teams.unknown-organisation" };

/** One verified activity to whoever it is for. Never rejects. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { organisations, commandNames, take, repeats, onInvoke, places, directory, logger } = options;

  const takeAll = async (facts: readonly TeamsFact[]): Promise<Reply> => {
    for (const fact of facts) {
      const reply = await take(fact);
      if (reply.kind !== "ok") return reply;
    }
    return OK;
  };

  /** We were taken out of a team with all its channels, or of a chat: nothing is said there any more. */
  const leave = async (activity: Activity, organisationKey: string): Promise<Reply> => {
    const { team } = activity.channelData ?? {};
    if (team) await places.removeTeam(organisationKey, team.id);
    else await places.remove(organisationKey, splitConversation(activity.conversation.id).channelKey);
    return OK;
  };

  const onChanged = async (activity: Activity, organisationKey: string): Promise<Reply> => {
    const { channelData, membersAdded, membersRemoved } = activity;
    for (const { id } of [...(membersAdded ?? []), ...(membersRemoved ?? [])])
      await directory.forgetPerson(organisationKey, id);
    if (channelData?.team) directory.forgetTeam(organisationKey, channelData.team.id);
    if (channelData?.eventType === "channelDeleted" && channelData.channel)
      await places.remove(organisationKey, channelData.channel.id);
    return OK;
  };

  const route = async (activity: Activity, organisationKey: string, tenantId: string): Promise<Reply> => {
    switch (activity.type) {
      case "message":
      case "messageUpdate":
      case "messageDelete": {
        const fact = readSpoken(activity, commandNames);
        if (fact === null) return OK;
        return take(
          isNew(activity) ? { ...fact, dedupeKey: repeats.keyFor(activity, fact.dedupeKey) } : fact,
        );
      }
      case "messageReaction":
        return takeAll(readReactions(activity));
      case "invoke":
        return onInvoke(activity, tenantId);
      case "installationUpdate":
        return takeAll(welcome(activity));
      case "conversationUpdate":
        return onChanged(activity, organisationKey);
      default:
        return OK;
    }
  };

  return async (activity) => {
    try {
      const organisationKey = organisationOf(activity);
      if (organisationKey === null) return { kind: "refused", status: 400, code: "teams.no-organisation" };
      const tenantId = await organisations.admit(organisationKey, isInstall(activity));
      if (tenantId === null) {
        logger.warn({ organisationKey }, "an activity of an organisation that nobody has was refused");
        return NOBODYS;
      }
      if (isRemoval(activity)) return await leave(activity, organisationKey);
      await places.note(organisationKey, referenceOf(activity));
      return await route(activity, organisationKey, tenantId);
    } catch (error) {
      logger.warn({ code: faultName(error), type: activity.type }, "an activity of Teams failed");
      return TRY_AGAIN;
    }
  };
}

/** Changes and deletions are the same however often they are told. */
const isNew = ({ type }: Activity): boolean => type === "message";

/** Added to a team, a chat or by a person. */
function isInstall({ type, action, membersAdded, recipient }: Activity): boolean {
  if (type === "installationUpdate") return action === "add" || action === "add-upgrade";
  return type === "conversationUpdate" && (membersAdded ?? []).some(({ id }) => id === recipient.id);
}

function isRemoval({ type, action, membersRemoved, recipient, channelData }: Activity): boolean {
  if (type === "installationUpdate") return action === "remove" || action === "remove-upgrade";
  if (type !== "conversationUpdate") return false;
  const isGone = ["teamDeleted", "teamHardDeleted"].includes(channelData?.eventType ?? "");
  return isGone || (membersRemoved ?? []).some(({ id }) => id === recipient.id);
}

function referenceOf(activity: Activity): ConversationReference {
  const { conversation, channelData, serviceUrl, recipient } = activity;
  const kind = kindOfConversation(activity);
  const { channelKey } = splitConversation(conversation.id);
  return {
    // What happens to a team as a whole is told in its first channel.
    channelKey: channelData?.channel?.id ?? channelKey,
    serviceUrl,
    isDirect: kind === "direct",
    teamKey: kind === "channel" ? (channelData?.team?.id ?? null) : null,
    teamGroupKey: kind === "channel" ? (channelData?.team?.aadGroupId ?? null) : null,
    botKey: recipient.id,
  };
}

/** Whoever opens a private chat with the bot is told what it can do, as if they had asked. */
function welcome(activity: Activity): readonly TeamsFact[] {
  if (activity.action !== "add" || kindOfConversation(activity) !== "direct") return [];
  const { conversation, from } = activity;
  const base = baseOf(activity, `w:${shortHash(conversation.id, from.id)}`);
  if (base === null) return [];
  const interactionKey = wordsInteractionKey(from.id);
  return [
    { ...base, type: "commanded", command: "rapport", argument: "help", threadKey: null, interactionKey },
  ];
}
