import { z } from "zod";

/** Conversation ids of private chats have about 130 characters. */
const word = z.string().min(1).max(1_024);
const account = z.object({
  id: word,
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  tenantId: z.string().nullish(),
});
const named = z.object({ id: word, name: z.string().nullish() });

const mentionSchema = z.object({
  type: z.literal("mention"),
  text: z.string().nullish(),
  mentioned: account,
});

const attachmentSchema = z.object({
  contentType: z.string(),
  contentUrl: z.string().nullish(),
  name: z.string().nullish(),
  content: z.unknown().optional(),
});

const activitySchema = z.object({
  type: z.string().min(1).max(100),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.string().min(1).max(2_048),
  id: word.nullish(),
  timestamp: z.string().nullish(),
  localTimestamp: z.string().nullish(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  replyToId: z.string().nullish(),
  from: account,
  recipient: account,
  conversation: z.object({
    id: word,
    name: z.string().nullish(),
    conversationType: z.string().nullish(),
    tenantId: z.string().nullish(),
    isGroup: z.boolean().nullish(),
  }),
  text: z.string().nullish(),
  textFormat: z.string().nullish(),
  entities: z.array(z.unknown()).nullish(),
  attachments: z.array(attachmentSchema).nullish(),
  reactionsAdded: z.array(z.object({ type: z.string().min(1).max(255) })).nullish(),
  reactionsRemoved: z.array(z.object({ type: z.string().min(1).max(255) })).nullish(),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  value: z.unknown().optional(),
  channelData: z
    .object({
      tenant: z.object({ id: word }).nullish(),
      team: z.object({ id: word, name: z.string().nullish(), aadGroupId: z.string().nullish() }).nullish(),
      channel: named.nullish(),
      eventType: z.string().nullish(),
    })
    .nullish(),
});

/** What Bot Service sends, checked in shape; who sent it is checked elsewhere. */
export type Activity = z.infer<typeof activitySchema>;
export type Mention = z.infer<typeof mentionSchema>;
export type Attachment = z.infer<typeof attachmentSchema>;

/** `null` for what is no activity. Pure. */
export function readActivity(body: Readonly<Record<string, unknown>>): Activity | null {
  const parsed = activitySchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}

export const mentionsIn = ({ entities }: Activity): readonly Mention[] =>
  (entities ?? []).flatMap((entity) => {
    const mention = mentionSchema.safeParse(entity);
    return mention.success ? [mention.data] : [];
  });

/** The organisation something happened in. */
export const organisationOf = ({ channelData, conversation }: Activity): string | null =>
  (channelData?.tenant?.id ?? conversation.tenantId ?? null)?.toLowerCase() ?? null;

/** `personal`, `groupChat` or `channel`; older clients leave it out of channels. */
export function kindOfConversation({ conversation, channelData }: Activity): "direct" | "chat" | "channel" {
  if (conversation.conversationType === "personal") return "direct";
  if (conversation.conversationType === "channel" || channelData?.channel || channelData?.team)
    return "channel";
  return conversation.conversationType === "groupChat" || conversation.isGroup ? "chat" : "direct";
}
