import { setTimeout as sleep } from "node:timers/promises";
import type { Foundations } from "../../src/app.ts";
import { modelName } from "../load/texts.ts";

const PASSAGES_EACH = 100;
const BUILT_WITHIN_MS = 60_000;

/** Documents that answer what the load asks: a passage for each model, a hundred of them in an article. */
export async function addDocuments(
  { store, index }: Foundations,
  tenantId: string,
  passages: number,
): Promise<void> {
  for (let first = 0; first < passages; first += PASSAGES_EACH) {
    const title = `Data sheets ${modelName(first)} to ${modelName(first + PASSAGES_EACH - 1)}`;
    const article = {
      title,
      format: "markdown" as const,
      source: `sheets-${first}.md`,
      url: null,
      visibility: "public" as const,
      contentHash: `sheets-${first}`,
      updatedAt: new Date(),
    };
    const count = Math.min(PASSAGES_EACH, passages - first);
    const sheets = Array.from({ length: count }, (_, at) => sheetOf(title, first + at, at));
    await store.transaction(tenantId, (stores) => stores.articles.save(article, sheets));
  }
  await index.refresh(tenantId);
  // A desk at work has its graph; the one that just took in a library builds it beside its first messages.
  const givesUpAtMs = performance.now() + BUILT_WITHIN_MS;
  while ((await index.status(tenantId)).vectorSearch === "exact" && performance.now() < givesUpAtMs)
    await sleep(50);
}

function sheetOf(title: string, model: number, ordinal: number) {
  const name = modelName(model);
  const years = 2 + (model % 5);
  return {
    ordinal,
    headingPath: [title, `Model ${name}`],
    text: `The warranty of the model ${name} is ${years} years from the day of delivery. It covers motor, housing and cable of the ${name}. Filters and seals are parts that wear and are not covered. Keep the receipt: the service asks for it. The model weighs ${3 + (model % 17)} kilograms and draws ${40 + (model % 90)} watts; its spare parts are kept for ${8 + (model % 4)} years after the last one was made.`,
    pageLabel: null,
    anchor: null,
    fields: null,
    contentHash: `sheet-${model}`,
  };
}
