import type { Dashboard as Data } from "../../../../src/http/contract.ts";
import { EmotionOverTime } from "../../charts/emotion-over-time.tsx";
import { call } from "../../lib/api.ts";
import { ago, count, counted } from "../../lib/format.ts";
import { useLoad } from "../../lib/load.ts";
import { now } from "../../lib/now.ts";
import { query } from "../../lib/router.ts";
import { Chip, Meter, MoodWord, Panel, Person, Risk, RoomHead } from "../../ui/parts.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { Figures } from "./figures.tsx";

const REFRESH_MS = 20_000;

export function Dashboard() {
  const period = query.value.get("period") === "week" ? "week" : "day";
  const source = useLoad(
    `dashboard/${period}`,
    (signal) => call("GET /dashboard", { query: { period }, signal }),
    REFRESH_MS,
  );
  return (
    <div class="room">
      <RoomHead
        title="Dashboard"
        lead={period === "day" ? "Today against yesterday." : "Seven days against the seven before."}
      >
        <ViewTabs
          label="Period"
          views={[
            { view: "day", says: "Day" },
            { view: "week", says: "Week" },
          ]}
          chosen={period}
          hrefOf={(one) => (one === "day" ? "/dashboard" : "/dashboard?period=week")}
        />
      </RoomHead>
      <Shown source={source} rows={9}>
        {(data) => <Content data={data} />}
      </Shown>
    </div>
  );
}

function Content({ data }: { readonly data: Data }) {
  const analysed = data.emotions.some((bucket) => Object.values(bucket.counts).some((value) => value > 0));
  return (
    <>
      <Figures data={data} />
      <div class="two-columns">
        <div class="column">
          <Panel
            title="Emotions over time"
            note={`Strongest emotion of ${counted(data.customerMessages.value ?? 0, "customer message")}, ${data.timeZone}`}
          >
            {analysed ? (
              <EmotionOverTime buckets={data.emotions} period={data.period} timeZone={data.timeZone} />
            ) : (
              <Empty title="Nothing was read in this period">
                Only messages of customers are read. Say in <a href="/settings">Settings</a> who the members
                of the workspace are, or write as a customer in the <a href="/playground">Playground</a>.
              </Empty>
            )}
          </Panel>
        </div>
        <div class="column">
          <AtRisk data={data} />
          <ByAgent data={data} />
        </div>
      </div>
    </>
  );
}

function AtRisk({ data }: { readonly data: Data }) {
  return (
    <Panel
      title="At risk"
      note="With the evidence; may be wrong"
      actions={<a href="/conversations?view=at-risk">All</a>}
    >
      {data.atRiskThreads.length === 0 ? (
        <Empty title="Nobody is at risk" />
      ) : (
        <ul class="risk-list">
          {data.atRiskThreads.map(({ thread, signals, flagged }) => (
            <li key={thread.id}>
              <a
                class="risk-row"
                href={thread.ticketNumber ? `/tickets/${thread.ticketNumber}` : `/conversations/${thread.id}`}
              >
                <span class="risk-row-head">
                  {thread.customer ? <Person name={thread.customer.displayName} /> : "Somebody"}
                  <Risk level={thread.riskLevel} />
                </span>
                <ul class="risk-quotes">
                  {signals.slice(0, 2).map((signal) => (
                    <li key={`${signal.name}${signal.messageId}`}>
                      <span class="soft">{signal.detail}</span> {signal.quote ? <q>{signal.quote}</q> : null}
                    </li>
                  ))}
                </ul>
                <span class="risk-row-foot faint">
                  <MoodWord mood={thread.mood} /> · {thread.channelName} ·{" "}
                  {ago(thread.lastMessageAt, now.value)}
                  {flagged ? <Chip tone="warn">flagged</Chip> : null}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ByAgent({ data }: { readonly data: Data }) {
  const most = Math.max(1, ...data.openByAgent.map((row) => row.open));
  return (
    <Panel title="Open tickets by agent">
      {data.openByAgent.length === 0 ? (
        <Empty title="No open tickets" />
      ) : (
        data.openByAgent.map((row) => (
          <Meter
            key={row.agent?.id ?? "nobody"}
            label={row.agent?.displayName ?? "Nobody yet"}
            share={row.open / most}
            word={count(row.open)}
          />
        ))
      )}
    </Panel>
  );
}
