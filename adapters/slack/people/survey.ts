import { z } from "zod";
import { MINUTE } from "../../../src/domain/time.ts";
import type {
  SurveyedChannel,
  SurveyedGroup,
  WorkspaceSurvey,
} from "../../../src/domain/workspace-survey.ts";
import type { Access } from "../install/access.ts";
import { type Line, type LineTools, openLine } from "../speak/line.ts";

/** Slack asks for at most 200 a page; a workspace with more channels than this shows its first. */
const PAGE = 200;
const MOST_PAGES = 5;
/** Slack allows 20 calls a minute of `conversations.list` and of `usergroups.list`. */
const REST_FRESH_MS = MINUTE;
const MOST_KEPT = 2_000;

const channelsSchema = z.object({
  channels: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().nullish(),
      is_private: z.boolean().nullish(),
      is_member: z.boolean().nullish(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});
const groupsSchema = z.object({
  usergroups: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().nullish(),
      handle: z.string().nullish(),
      date_delete: z.number().nullish(),
    }),
  ),
});

/** What costs Slack's slow calls: public channels we are not in, and user groups. */
interface Rest {
  readonly open: readonly SurveyedChannel[] | null;
  readonly groups: readonly SurveyedGroup[] | null;
}

/** What a workspace has for set-up. Where we are is read each time, since an invitation is followed by a look. */
export function createSurvey(tools: LineTools): (workspaceKey: string) => Promise<WorkspaceSurvey | null> {
  const kept = new Map<string, { readonly rest: Rest; readonly readAtMs: number }>();

  const restOf = async (line: Line): Promise<Rest> => {
    const { workspaceKey } = line.access;
    const known = kept.get(workspaceKey);
    if (known && tools.nowMs() - known.readAtMs < REST_FRESH_MS) return known.rest;
    const [open, groups] = await Promise.all([
      readChannels(line, "conversations.list", "public_channel"),
      readGroups(line),
    ]);
    const rest = { open: open ?? known?.rest.open ?? null, groups: groups ?? known?.rest.groups ?? null };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(workspaceKey, { rest, readAtMs: tools.nowMs() });
    return rest;
  };

  return async (workspaceKey) => {
    const access = await tools.book.find(workspaceKey).catch(() => null);
    if (access === null) return null;
    const line = openLine(tools, access);
    const [own, { open, groups }] = await Promise.all([
      readChannels(line, "users.conversations", "public_channel,private_channel"),
      restOf(line),
    ]);
    if (own === null) return null;
    const joined = own.map((channel) => ({ ...channel, isMember: true }));
    const keys = new Set(joined.map(({ channelKey }) => channelKey));
    const others = (open ?? []).filter(({ channelKey, isMember }) => !isMember && !keys.has(channelKey));
    return { channels: [...joined, ...others], groups };
  };
}

async function readChannels(
  line: Line,
  method: "users.conversations" | "conversations.list",
  types: string,
): Promise<readonly SurveyedChannel[] | null> {
  const found: SurveyedChannel[] = [];
  let cursor = "";
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const args = { types, exclude_archived: true, limit: PAGE, ...teamOf(line.access) };
    const outcome = await line.call(method, { ...args, ...(cursor !== "" && { cursor }) }, channelsSchema);
    // Half a list is of use, none is not.
    if (outcome.kind !== "ok") return page === 0 ? null : found;
    for (const { id, name, is_private, is_member } of outcome.body.channels)
      found.push({
        channelKey: id,
        name: name ?? "",
        isPrivate: is_private ?? false,
        isMember: is_member ?? false,
      });
    cursor = outcome.body.response_metadata?.next_cursor ?? "";
    if (cursor === "") break;
  }
  return found;
}

/** Those that are in use: a group that somebody switched off makes nobody staff. */
async function readGroups(line: Line): Promise<readonly SurveyedGroup[] | null> {
  const outcome = await line.call("usergroups.list", { ...teamOf(line.access) }, groupsSchema);
  if (outcome.kind !== "ok") return null;
  return outcome.body.usergroups
    .filter(({ date_delete }) => !date_delete)
    .map(({ id, handle, name }) => ({ groupKey: id, name: handle ? `@${handle}` : (name ?? id) }));
}

/** A token of a whole organisation speaks of one workspace only when told which. */
const teamOf = ({ enterpriseKey, teamKey }: Access) =>
  enterpriseKey !== null && teamKey !== null ? { team_id: teamKey } : {};
