/** The two queues of the spine have the same gait; these are their names for it. */
export interface QueueNames {
  readonly table: "inbox" | "outbox";
  readonly id: "id";
  /** Rows with the same tenant, workspace and lane are taken one after another. */
  readonly lane: "order_key" | "channel_key";
  readonly place: "id" | "seq";
  readonly waiting: "ready" | "pending";
  readonly held: "active" | "sending";
}

export const INBOX: QueueNames = {
  table: "inbox",
  id: "id",
  lane: "order_key",
  place: "id",
  waiting: "ready",
  held: "active",
};

export const OUTBOX: QueueNames = {
  table: "outbox",
  id: "id",
  lane: "channel_key",
  place: "seq",
  waiting: "pending",
  held: "sending",
};

/** Lanes looked at in one fair claim; bounds the work of a statement whatever the backlog. */
const MAX_STEPS = 2_000;
/** Due rows seen by the plain claim. With fewer than this the whole queue is in sight. */
export const WINDOW_ROWS = 64;
/** No back-off lasts this long: a row further away was written under a clock that has jumped. */
const FARTHEST_RUN = "interval '25 hours'";

/** How many rows are due, counted up to the window. $1 now. */
export const dueStatement = ({ table, waiting }: QueueNames): string => `
  select count(*)::int as due from (
    select 1 from ${table} where state = '${waiting}' and run_at <= $1::timestamptz limit ${WINDOW_ROWS}) d`;

/**
 * Both claims take the same parameters: $1 now, $2 most rows, $3 worker, $4 lease in ms, $5 and $6 tenants with rows in
 * hand and how many, $7 most rows in hand of one tenant, $8 lanes to leave out ("tenant/workspace/lane"), $9 workspaces
 * to leave out.
 *
 * Read committed and SKIP LOCKED: a row claimed by another worker meanwhile is passed over. The lease runs by the
 * database's clock, which all workers share.
 *
 * Both go through an index row by row (`limit 1` in a recursion): the planner knows little about a queue that was empty
 * a moment ago, and with a plain `limit 64` it would sort the whole backlog.
 *
 * The plain claim looks at the oldest due rows only, so that no lane waits for ever behind busier ones.
 */
export function claimOldestStatement(queue: QueueNames, returning: string): string {
  const { table, place, waiting } = queue;
  const isWaiting = `i.state = '${waiting}' and i.run_at <= $1::timestamptz`;
  const order = `i.run_at, i.${place}`;
  return `
    with recursive ${busy(queue)},
    seen as (
      (select ${head(queue)}, 1 as step from ${table} i where ${isWaiting} order by ${order} limit 1)
      union all
      select n.*, s.step + 1
      from seen s cross join lateral (
        select ${head(queue)} from ${table} i where ${isWaiting} and (${order}) > (s.run_at, s.place)
        order by ${order} limit 1
      ) n
      where s.step < ${WINDOW_ROWS}
    ),
    heads as (
      select c.* from seen c where ${mayRun("c")}
        and c.place = (select min(i.${place}) from ${table} i where ${isOpen(queue)}
          and i.tenant_id = c.tenant_id and i.workspace_id = c.workspace_id and i.${queue.lane} = c.lane)
    )
    ${takeInTurns(queue, returning)}`;
}

/**
 * The fair claim finds the heads of all lanes by stepping through the partial index of open rows, one probe per lane,
 * and goes on to the next tenant after enough of one. A noisy tenant waits for itself alone.
 */
export function claimFairStatement(queue: QueueNames, returning: string): string {
  const { table, lane } = queue;
  const order = `i.tenant_id, i.workspace_id, i.${lane}, i.${queue.place}`;
  const isRunnable = (row: string) => `${isDue(row)} and ${mayRun(row)}`;
  const counted = (row: string) => `(case when ${isRunnable(row)} then 1 else 0 end)`;
  return `
    with recursive ${busy(queue)},
    walk as (
      select f.*, ${counted("f")} as found, 1 as step
      from (select ${head(queue)} from ${table} i where ${isOpen(queue)} order by ${order} limit 1) f
      union all
      select n.*, (case when n.tenant_id = w.tenant_id then w.found else 0 end) + ${counted("n")}, w.step + 1
      from walk w cross join lateral (
        (select ${head(queue)} from ${table} i
         where w.found < $7::int and ${isOpen(queue)}
           and (i.tenant_id, i.workspace_id, i.${lane}) > (w.tenant_id, w.workspace_id, w.lane)
         order by ${order} limit 1)
        union all
        (select ${head(queue)} from ${table} i
         where w.found >= $7::int and ${isOpen(queue)} and i.tenant_id > w.tenant_id
         order by ${order} limit 1)
      ) n
      where w.step < ${MAX_STEPS}
    ),
    heads as (select w.* from walk w where ${isRunnable("w")})
    ${takeInTurns(queue, returning)}`;
}

const head = ({ lane, place }: QueueNames) =>
  `i.tenant_id, i.workspace_id, i.${lane} as lane, i.${place} as place, i.id, i.state, i.run_at`;

const isOpen = ({ waiting, held }: QueueNames) => `i.state in ('${waiting}', '${held}')`;

const isDue = (row: string) =>
  `${row}.state in ('ready', 'pending')
   and (${row}.run_at <= $1::timestamptz or ${row}.run_at > $1::timestamptz + ${FARTHEST_RUN})`;

/** Lanes with a row in hand. A younger row of a lane may be, when two replicas accepted its events out of step. */
const busy = ({ table, lane, held }: QueueNames) => `
  busy as materialized (select tenant_id, workspace_id, ${lane} as lane from ${table} where state = '${held}')`;

const mayRun = (row: string) => `
  not exists (select 1 from busy b where b.tenant_id = ${row}.tenant_id
    and b.workspace_id = ${row}.workspace_id and b.lane = ${row}.lane)
  and (${row}.tenant_id::text || '/' || ${row}.workspace_id::text || '/' || ${row}.lane) <> all ($8::text[])
  and ${row}.workspace_id <> all ($9::uuid[])`;

/** From `heads`: first one of each tenant, then the second ones, up to each tenant's share. */
const takeInTurns = ({ table, lane, place, waiting, held }: QueueNames, returning: string) => `
  , turns as (
    select h.*, coalesce(held.rows_held, 0)
      + row_number() over (partition by h.tenant_id order by h.place) as turn
    from heads h left join unnest($5::uuid[], $6::int[]) as held(tenant_id, rows_held)
      on held.tenant_id = h.tenant_id
  ),
  chosen as (select * from turns where turn <= $7::int order by turn, place limit $2::int),
  taken as (
    select i.tenant_id, i.id
    from ${table} i join chosen c on c.tenant_id = i.tenant_id and c.id = i.id
      and c.workspace_id = i.workspace_id and c.lane = i.${lane} and c.place = i.${place}
    where i.state = '${waiting}'
    for update of i skip locked
  )
  update ${table} q
  set state = '${held}', attempts = q.attempts + 1, fence = q.fence + 1, locked_by = $3::text,
    lease_until_at = clock_timestamp() + $4::float8 * interval '1 millisecond'
  from taken t where q.tenant_id = t.tenant_id and q.id = t.id
  returning ${returning}`;
