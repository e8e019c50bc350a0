import { unknownThing } from "../api-fault.ts";
import type { DeliveryRow } from "../contract.ts";
import type { DeliveryService, RestServices } from "../rest-services.ts";
import type { Handlers } from "./ask.ts";
import { cureOf } from "./delivery-cures.ts";

type DeliveryHandlers = Pick<
  Handlers,
  "GET /deliveries" | "GET /dead-letters/{id}" | "GET /sends/{id}" | "POST /deliveries"
>;

type Listed<List extends "deadLetters" | "sends"> = Awaited<
  ReturnType<DeliveryService[List]["list"]>
>[number];

const LIMIT = 200;

export function deliveryHandlers({ store, deliveries }: RestServices): DeliveryHandlers {
  const { deadLetters, sends } = deliveries;

  async function channelNames(tenantId: string): Promise<(send: Listed<"sends">) => string> {
    const channels = await store.transaction(tenantId, (desk) => desk.channels.list());
    const names = new Map(
      channels.map((channel) => [`${channel.workspaceId}/${channel.channelKey}`, channel.name]),
    );
    return ({ workspaceId, channelKey }) => names.get(`${workspaceId}/${channelKey}`) ?? channelKey;
  }

  async function listRows(
    tenantId: string,
    wanted: { readonly platform?: string; readonly errorCode?: string },
  ): Promise<readonly DeliveryRow[]> {
    const nameOf = await channelNames(tenantId);
    const filter = { tenantId, limit: LIMIT, ...wanted };
    const letters = await deadLetters.list(filter);
    const posts = await sends.list(filter);
    return [...letters.map(letterRow), ...posts.map((send) => sendRow(send, nameOf(send)))].sort((a, b) =>
      a.at.localeCompare(b.at),
    );
  }

  return {
    async "GET /deliveries"({ tenantId, query: { kind, platform, code } }) {
      const all = await listRows(tenantId, {});
      const isFiltered = platform !== undefined || code !== undefined;
      const rows = isFiltered ? await listRows(tenantId, { platform, errorCode: code }) : all;
      const countOf = (one: DeliveryRow["kind"]) => all.filter((row) => row.kind === one).length;
      return {
        waiting: await deliveries.waiting(),
        counts: { dead: countOf("dead"), uncertain: countOf("uncertain"), failed: countOf("failed") },
        limit: LIMIT,
        codes: [...new Set(all.map(({ errorCode }) => errorCode))].sort(),
        rows: rows.filter((row) => kind === undefined || row.kind === kind),
      };
    },

    async "GET /dead-letters/{id}"({ tenantId, params, caller }) {
      const found = await deadLetters.find(params.id, { tenantId });
      if (!found) throw unknownThing("dead-letter");
      return detailOf(letterRow(found), found, caller.role === "admin");
    },

    async "GET /sends/{id}"({ tenantId, params, caller }) {
      const found = await sends.find(params.id, { tenantId });
      if (!found) throw unknownThing("send");
      const nameOf = await channelNames(tenantId);
      return detailOf(sendRow(found, nameOf(found)), found, caller.role === "admin");
    },

    async "POST /deliveries"({ tenantId, body: { action, ids }, caller, now }) {
      const by = { action, actor: caller.name, now, tenantId };
      const unique = [...new Set(ids)];
      const isNumber = (id: string): boolean => /^\d+$/.test(id);
      const letters = await deadLetters.repair({ ...by, ids: unique.filter(isNumber) });
      const posts = await sends.repair({ ...by, ids: unique.filter((id) => !isNumber(id)) });
      const done = letters.length + posts.length;
      return { done, gone: unique.length - done };
    },
  };
}

const letterRow = ({
  id,
  platform,
  channelName,
  kind,
  attempts,
  errorCode,
  receivedAt,
}: Listed<"deadLetters">): DeliveryRow => ({
  kind: "dead",
  id,
  platform,
  channelName,
  what: kind,
  attempts,
  errorCode,
  at: receivedAt,
});

const sendRow = (
  { id, platform, kind, state, attempts, errorCode, createdAt }: Listed<"sends">,
  channelName: string,
): DeliveryRow => ({
  kind: state,
  id,
  platform,
  channelName,
  what: kind,
  attempts,
  errorCode,
  at: createdAt,
});

/** Managers see what happened; the words are for those who may change the desk. */
const detailOf = (
  row: DeliveryRow,
  { words, author }: { readonly words: string | null; readonly author: string | null },
  maySeeWords: boolean,
) => ({
  ...row,
  ...cureOf(row.kind, row.errorCode),
  words: maySeeWords ? words : null,
  author: maySeeWords ? author : null,
  maySeeWords,
});
