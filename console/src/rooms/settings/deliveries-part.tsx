import { useEffect, useState } from "preact/hooks";
import type { Deliveries, DeliveryRow, TroubleKind } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { useLoad } from "../../lib/load.ts";
import { query, setQuery } from "../../lib/router.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Empty, Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { attempt } from "../../ui/toasts.tsx";
import { DeliveryDetails } from "./delivery-details.tsx";
import { DeliveryTable } from "./delivery-table.tsx";
import { questionOf, type Repair, repairedWord } from "./delivery-words.ts";

const REFRESH_MS = 10_000;
const PATH = "/settings?part=deliveries";
const KINDS: readonly { readonly view: TroubleKind | "all"; readonly says: string }[] = [
  { view: "all", says: "All" },
  { view: "dead", says: "Not worked" },
  { view: "uncertain", says: "Uncertain" },
  { view: "failed", says: "Refused" },
];

/** What the machinery gave up on and a human decides. */
export function DeliveriesPart() {
  const kind = KINDS.find(({ view }) => view === query.value.get("kind"))?.view ?? "all";
  const platform = query.value.get("platform");
  const code = query.value.get("code");
  const opened = query.value.get("open");
  const source = useLoad(
    `deliveries/${kind}/${platform}/${code}`,
    (signal) => call("GET /deliveries", { query: queryOf(kind, platform, code), signal }),
    REFRESH_MS,
  );
  const [asked, setAsked] = useState<{
    readonly action: Repair;
    readonly rows: readonly DeliveryRow[];
  } | null>(null);
  const counts = source.state.value.data?.counts;
  const repair = async () => {
    if (asked === null) return;
    setAsked(null);
    const body = { action: asked.action, ids: asked.rows.map(({ id }) => id) };
    const answer = await attempt(() => call("POST /deliveries", { body }));
    if (answer === null) return;
    setQuery({ open: null }, "replace");
    await attempt(async () => source.reload(), repairedWord(asked.action, answer.done, answer.gone));
  };
  const question = asked && questionOf(asked.action, asked.rows);
  return (
    <>
      <div class="list-head">
        <ViewTabs
          label="What waits for a decision"
          views={KINDS.map((one) => ({ ...one, count: counts && countOf(counts, one.view) }))}
          chosen={kind}
          hrefOf={(one) => (one === "all" ? PATH : `${PATH}&kind=${one}`)}
        />
        <Filters data={source.state.value.data} platform={platform} code={code} />
      </div>
      <Shown source={source}>
        {(data) =>
          data.rows.length === 0 ? (
            <Nothing
              isFiltered={kind !== "all" || platform !== null || code !== null}
              waiting={data.waiting}
            />
          ) : (
            <DeliveryTable
              key={`${kind}/${platform}/${code}`}
              rows={data.rows}
              onAsk={(action, rows) => setAsked({ action, rows })}
            />
          )
        }
      </Shown>
      {opened ? (
        <DeliveryDetails
          id={opened}
          onClose={() => setQuery({ open: null })}
          onAsk={(action, row) => setAsked({ action, rows: [row] })}
        />
      ) : null}
      {question ? <Confirm {...question} onYes={() => void repair()} onNo={() => setAsked(null)} /> : null}
    </>
  );
}

const queryOf = (kind: TroubleKind | "all", platform: string | null, code: string | null) => ({
  kind: kind === "all" ? undefined : kind,
  platform: PLATFORMS.find(({ name }) => name === platform)?.name,
  code: code ?? undefined,
});

const countOf = (counts: Deliveries["counts"], view: TroubleKind | "all"): number =>
  view === "all" ? counts.dead + counts.uncertain + counts.failed : counts[view];

const PLATFORMS = [
  { name: "web", says: "Browser chat" },
  { name: "slack", says: "Slack" },
  { name: "discord", says: "Discord" },
  { name: "teams", says: "Teams" },
] as const;

function Filters({
  data,
  platform,
  code,
}: {
  readonly data: Deliveries | null;
  readonly platform: string | null;
  readonly code: string | null;
}) {
  // The codes stay while another filter loads.
  const [codes, setCodes] = useState<readonly string[]>([]);
  useEffect(() => {
    if (data) setCodes(data.codes);
  }, [data]);
  if (codes.length === 0 && platform === null && code === null) return null;
  return (
    <div class="list-filters">
      <select
        class="input"
        aria-label="Platform"
        value={platform ?? ""}
        onChange={(event) => setQuery({ platform: event.currentTarget.value || null })}
      >
        <option value="">Every platform</option>
        {PLATFORMS.map(({ name, says }) => (
          <option key={name} value={name}>
            {says}
          </option>
        ))}
      </select>
      <select
        class="input"
        aria-label="Error code"
        value={code ?? ""}
        onChange={(event) => setQuery({ code: event.currentTarget.value || null })}
      >
        <option value="">Every code</option>
        {[...new Set([...codes, ...(code ? [code] : [])])].map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </div>
  );
}

function Nothing({ isFiltered, waiting }: { readonly isFiltered: boolean; readonly waiting: number }) {
  if (isFiltered)
    return (
      <Empty title="Nothing fits these filters">
        <a href={PATH}>Show all</a>
      </Empty>
    );
  return (
    <Empty title="Nothing waits for a decision">
      Events that failed five times, and posts whose fate is unknown or that a platform refused, appear here.{" "}
      {waiting === 0 ? "Nothing is under way either." : `${waiting} are under way.`}
    </Empty>
  );
}
