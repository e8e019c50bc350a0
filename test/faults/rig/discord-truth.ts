import { setTimeout as sleep } from "node:timers/promises";
import type { Truth } from "../../replicas/truth.ts";
import type { DiscordServers } from "./discord-servers.ts";

type Asked = ReturnType<DiscordServers["ask"]>;

const STORED_MS = 120_000;

/** What became of everything that was asked, by the tables and by what people see: missed, doubled, silent. */
export async function judgeAsked(
  { sql }: Truth,
  servers: Pick<DiscordServers, "repliesTo">,
  asked: readonly Asked[],
): Promise<readonly string[]> {
  const violations: string[] = [];
  const rows = await sql<{ key: string; stored: number; read: number; tickets: number }[]>`
    select m.message_key as key, count(*)::int as stored,
      max((select count(*) from emotion_readings e where e.tenant_id = m.tenant_id and e.message_id = m.id))::int as read,
      max((select count(*) from tickets k where k.tenant_id = m.tenant_id and k.thread_id = m.thread_id))::int as tickets
    from messages m group by m.message_key`;
  const found = new Map(rows.map((row) => [row.key, row]));
  for (const { token, messageKey } of asked) {
    const row = found.get(messageKey);
    if (row === undefined) {
      violations.push(`missed: ${token} is not stored`);
      continue;
    }
    if (row.stored > 1) violations.push(`doubled: ${token} is stored ${row.stored} times`);
    if (row.read > 1) violations.push(`doubled: ${token} was read ${row.read} times`);
    if (row.tickets > 1) violations.push(`doubled: ${token} opened ${row.tickets} tickets`);
    const replies = servers.repliesTo(messageKey);
    if (replies === 0) violations.push(`silent: ${token} got no reply`);
    if (replies > 1) violations.push(`doubled: ${token} got ${replies} replies`);
  }
  return violations;
}

/** Discord is not acknowledged: waits until everything asked has come in by itself, or for as long as that may take. */
export async function untilStored({ sql }: Truth, asked: readonly Asked[]): Promise<void> {
  const keys = asked.map(({ messageKey }) => messageKey);
  const endsAt = performance.now() + STORED_MS;
  while (performance.now() < endsAt) {
    const [{ n = 0 } = {}] = await sql<{ n: number }[]>`
      select count(distinct message_key)::int as n from messages where message_key = any(${keys}::text[])`;
    if (n === keys.length) return;
    await sleep(300);
  }
}
