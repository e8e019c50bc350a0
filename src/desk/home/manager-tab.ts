import { EMOTIONS } from "../../domain/emotion.ts";
import { type Block, paragraph, text } from "../../domain/message-content.ts";
import { addMs, DAY, HOUR, hourOf } from "../../domain/time.ts";
import type { Metric } from "../../ports/stores/figures-store.ts";
import type { TenantStores } from "../../ports/stores/store.ts";
import type { Visitor } from "./create-home.ts";

const DAYS = 7;

/** The last seven days, and the newest digest's chart. */
export async function managerTab(stores: TenantStores, { now }: Visitor): Promise<readonly Block[]> {
  const toAt = addMs(hourOf(now), HOUR);
  const hours = await stores.figures.read(addMs(toAt, -DAYS * DAY), toAt);
  const openTickets = await stores.figures.countOpenTickets();
  const total = (metric: Metric): number =>
    hours.reduce((sum, hour) => sum + (hour.counts[metric]?.count ?? 0), 0);
  const rated = total("csat-responses");
  const facts = [
    ["Customer messages", String(total("customer-messages"))],
    ["Answered by the bot", `${total("answered")}, passed on ${total("abstained")}`],
    ["Tickets", `${total("tickets-opened")} opened, ${total("tickets-solved")} solved, ${openTickets} open`],
    ["At-risk threads", String(total("flagged"))],
    [
      "CSAT",
      rated === 0
        ? "no ratings yet"
        : `${Math.round((total("csat-good") / rated) * 100)} % of ${rated} are 4 or 5`,
    ],
  ] as const;
  const moods = EMOTIONS.map((label) => ({
    label,
    count: hours.reduce((sum, hour) => sum + hour.emotions[label], 0),
  }));
  return [
    { type: "heading", text: "Last seven days" },
    { type: "facts", facts: facts.map(([label, value]) => ({ label, value: [text(value)] })) },
    ...moodBlocks(moods),
    ...(await chartBlocks(stores)),
  ];
}

function moodBlocks(moods: readonly { readonly label: string; readonly count: number }[]): readonly Block[] {
  const read = moods.reduce((sum, { count }) => sum + count, 0);
  if (read === 0) return [paragraph(text("No message has been read for emotion yet."))];
  return moods.map(({ label, count }) => ({
    type: "meter",
    label,
    share: count / read,
    word: `${Math.round((count / read) * 100)} % (${count})`,
  }));
}

async function chartBlocks(stores: TenantStores): Promise<readonly Block[]> {
  const [newest] = await stores.digests.list(1);
  const file = newest?.chartFileId ? (await stores.files.get(newest.chartFileId))?.ref : undefined;
  return file ? [{ type: "image", file, alt: "The chart of the newest digest" }] : [];
}
