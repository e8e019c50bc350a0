import { setImmediate as nextTurn } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import type { PassageKey, PassageStore, StoredPassage } from "../ports/passage-store.ts";
import type { Database } from "./database.ts";

/** Rows of reviews (they carry a rating) are opinions: kept and shown in the library, never a source of answers. */
const ANSWERS = sql`not coalesce(jsonb_exists(p.fields, 'rating'), false)`;

/** What the knowledge index reads, each call in a transaction of the tenant named. */
export function createPassageStore(database: Database): PassageStore {
  return {
    listKeys: async (tenantId) => {
      const keys: PassageKey[] = [];
      let after: KeyRow | undefined;
      do {
        const page = await database.transaction("rapport_desk", tenantId, async (tx) => {
          // The embedded database gathers no statistics and would sort all that is left for each page.
          await tx.rows(sql`select set_config('enable_sort', 'off', true)`);
          return tx.rows<KeyRow>(keysAfter(tenantId, after));
        });
        keys.push(...page.map(({ id, revision }) => ({ id, revision })));
        after = page.length < KEYS_PER_PAGE ? undefined : page.at(-1);
        // The embedded database answers without a turn of the loop.
        if (after) await nextTurn();
      } while (after);
      return keys;
    },

    load: (tenantId, ids) =>
      database.transaction("rapport_desk", tenantId, async (tx) => {
        const rows = await tx.rows<PassageRow>(sql`
          select p.id, p.article_id, p.ordinal, p.heading_path, p.text, p.page_label, p.anchor, p.visibility, p.fields, p.content_hash, a.title, a.url
          from passages p join articles a on a.tenant_id = p.tenant_id and a.id = p.article_id
          where p.tenant_id = ${tenantId} and p.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`);
        return rows.map(toStored);
      }),
  };
}

/** On the embedded database a statement holds the event loop: 200 keys are about 2 ms. */
const KEYS_PER_PAGE = 200;

type KeyRow = {
  readonly id: string;
  readonly revision: string;
  readonly article_id: string;
  readonly ordinal: number;
};

/** The page is cut before anything is worked out of its rows. */
const keysAfter = (tenantId: string, after: KeyRow | undefined): SQL => sql`
  select p.id, md5(concat_ws('|', p.content_hash, p.visibility, p.heading_path::text, a.title, a.url)) as revision,
    p.article_id, p.ordinal
  from (
    select p.id, p.article_id, p.ordinal, p.content_hash, p.visibility, p.heading_path from passages p
    where p.tenant_id = ${tenantId} and ${ANSWERS}
      ${after ? sql`and (p.article_id, p.ordinal) > (${after.article_id}::uuid, ${after.ordinal}::int)` : sql``}
    order by p.article_id, p.ordinal limit ${KEYS_PER_PAGE}) p
  join articles a on a.tenant_id = ${tenantId} and a.id = p.article_id
  order by p.article_id, p.ordinal`;

type PassageRow = {
  readonly id: string;
  readonly article_id: string;
  readonly ordinal: number;
  readonly heading_path: string[];
  readonly text: string;
  readonly page_label: string | null;
  readonly anchor: string | null;
  readonly visibility: "public" | "private";
  readonly fields: Record<string, string> | null;
  readonly content_hash: string;
  readonly title: string;
  readonly url: string | null;
};

const toStored = (row: PassageRow): StoredPassage => ({
  passage: {
    id: row.id,
    articleId: row.article_id,
    ordinal: row.ordinal,
    headingPath: row.heading_path,
    text: row.text,
    pageLabel: row.page_label,
    anchor: row.anchor,
    visibility: row.visibility,
    fields: row.fields,
    contentHash: row.content_hash,
  },
  articleTitle: row.title,
  url: row.url,
});
