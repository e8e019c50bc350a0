import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";

/** The database, read past the product. */
export interface Truth {
  readonly sql: postgres.Sql;
  /** From now on the database itself notes who takes work that another still holds; `check` tells of it. */
  watch(): Promise<void>;
  /** Answers that were handed to the chat more than once since `watch`; sentences. For trials in which nobody is killed. */
  handedOverTwice(): Promise<readonly string[]>;
  /** What was taken from somebody's hands since `watch`; sentences. */
  thefts(): Promise<readonly string[]>;
  /** Adds customers, so that the pace of one person does not bound the load. */
  addCustomers(count: number): Promise<readonly string[]>;
  /** Events that wait or are in hand. */
  waiting(): Promise<number>;
  /** Waits until no event and no post is under way; `false` when that takes longer than the limit. */
  settle(limitMs: number): Promise<boolean>;
  /** What was done twice, not at all, or in the wrong order; sentences. `acked`: keys of posts, each thread's in the order of acknowledgement. */
  check(acked: ReadonlyMap<string, readonly string[]>): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * The chat knows an answer by its key and shows it once, however often it is handed over: that is counted before it is
 * recognised. And what a worker may never do, as triggers see it: take a row whose lease another still has, declare such a holder gone,
 * or say again what is said. The sentences are those of the verdict.
 */
const WATCH = `
  create table rig_thefts (what text not null);
  create function rig_watch() returns trigger language plpgsql security definer as $$
  begin
    if old.locked_by is not null and old.lease_until_at > clock_timestamp() then
      if new.locked_by <> old.locked_by then
        insert into rig_thefts values (format('%s rows were taken while another process held them', tg_table_name));
      elsif new.locked_by is null and new.error_code = 'work.worker-lost' and old.error_code is distinct from new.error_code then
        insert into rig_thefts values (format('%s rows were declared lost while a process held them', tg_table_name));
      end if;
    end if;
    if old.state in ('sent', 'done') and new.state <> old.state then
      insert into rig_thefts values (format('%s rows were opened again after they were done', tg_table_name));
    end if;
    if new.state = 'sent' and old.state <> 'sending' then
      insert into rig_thefts values (format('%s rows were sent and in nobody''s hand', tg_table_name));
    end if;
    return null;
  end $$;
  create trigger rig_watch after update on inbox for each row execute function rig_watch();
  create trigger rig_watch after update on outbox for each row execute function rig_watch();
  create table rig_handed_over (client_key text not null);
  create function rig_hand_over() returns trigger language plpgsql security definer as $$
  begin
    insert into rig_handed_over values (new.client_key);
    return new;
  end $$;
  create trigger rig_hand_over before insert on web_posts for each row when (new.client_key like 'rapport:%')
    execute function rig_hand_over()`;

export function openTruth(url: string): Truth {
  const sql = postgres(url, { max: 2, onnotice: () => undefined });
  const one = async (text: string): Promise<number> => Number((await sql.unsafe(text))[0]?.n ?? 0);

  const thefts = async (): Promise<readonly string[]> => {
    const [watched] = await sql<{ table: string | null }[]>`select to_regclass('rig_thefts')::text as table`;
    if (!watched?.table) return [];
    const found = await sql<{ what: string; n: number }[]>`
      select what, count(*)::int as n from rig_thefts group by what`;
    return found.map(({ what, n }) => `${n} ${what}`);
  };

  return {
    sql,
    thefts,
    async watch() {
      await sql.unsafe(WATCH);
    },
    async handedOverTwice() {
      const n = await one(`select count(*) as n from
        (select client_key from rig_handed_over group by client_key having count(*) > 1) d`);
      return n > 0 ? [`${n} answers were handed to the chat more than once`] : [];
    },

    async addCustomers(count) {
      const keys = Array.from({ length: count }, (_, index) => `guest-${index}`);
      await sql`
        insert into web_people (tenant_id, person_key, display_name, role)
        select t.id, k, 'Guest ' || k, 'customer' from tenants t, unnest(${keys}::text[]) k
        on conflict do nothing`;
      return keys;
    },

    waiting: () => one("select count(*) as n from inbox where state in ('ready', 'active')"),

    async settle(limitMs) {
      const endsAt = performance.now() + limitMs;
      for (let quiet = 0; quiet < 3; ) {
        const open = await one(`select (select count(*) from inbox where state in ('ready', 'active'))
          + (select count(*) from outbox where state in ('pending', 'sending')) as n`);
        quiet = open === 0 ? quiet + 1 : 0;
        if (performance.now() > endsAt) return false;
        await sleep(300);
      }
      return true;
    },

    async check(acked) {
      const violations: string[] = [];
      const none = async (text: string, what: string): Promise<void> => {
        const n = await one(text);
        if (n > 0) violations.push(`${n} ${what}`);
      };
      const keys = [...acked.values()].flat();
      const missing = await sql<{ key: string }[]>`
        select key from unnest(${keys}::text[]) key
        where not exists (select 1 from messages m where m.message_key = key)`;
      if (missing.length > 0) violations.push(`${missing.length} acknowledged posts are no messages`);
      const unread = await sql<{ key: string }[]>`
        select m.message_key as key from messages m where m.message_key = any(${keys}::text[])
          and not exists (select 1 from emotion_readings r where r.message_id = m.id)`;
      if (unread.length > 0) violations.push(`${unread.length} messages were not read`);
      await none(
        `select count(*) - count(distinct client_key) as n from web_posts where client_key is not null`,
        "posts are there twice",
      );
      await none(
        `select count(*) as n from (select message_key from messages group by message_key having count(*) > 1) d`,
        "messages are there twice",
      );
      await none(
        `select count(*) as n from (select tenant_id, order_key, id, done_at,
           lag(done_at) over (partition by tenant_id, order_key order by id) as before_at
           from inbox where dedupe_key like 'web:post:%') o where done_at < before_at`,
        "events of a thread were done before earlier ones",
      );
      await none(`select count(*) as n from inbox where state = 'dead'`, "events went to the dead letters");
      await none(
        `select count(*) as n from outbox where state in ('failed', 'uncertain')`,
        "posts were refused or have an unknown fate",
      );
      await none(
        `select count(*) as n from outbox o where o.state = 'sent' and o.sent_message_key is not null
           and not exists (select 1 from web_posts p where p.post_key = o.sent_message_key)`,
        "answers were told as sent and are not there",
      );
      violations.push(...(await thefts()));
      for (const [threadKey, posted] of acked) {
        const rows = await sql<{ key: string }[]>`
          select substring(dedupe_key from 10) as key from inbox
          where dedupe_key = any(${posted.map((key) => `web:post:${key}`)}::text[]) order by id`;
        if (rows.map(({ key }) => key).join() !== posted.join())
          violations.push(`the order of thread ${threadKey} was not kept`);
      }
      return violations;
    },

    close: () => sql.end({ timeout: 1 }),
  };
}
