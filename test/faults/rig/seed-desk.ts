import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { ensureTenant, openFoundations } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { silentLogger } from "../../../src/ports/logger.ts";

/** Enough units that the vector index is worth a file. */
const FILLERS = 80;

const ANSWERS: readonly (readonly [heading: string, text: string])[] = [
  ["Refunds", "How long does a refund take? A refund takes five working days after we have your parcel."],
  ["Opening hours", "What are your opening hours? We are open from nine to six, Monday to Friday."],
  ["Change an address", "An address can be changed until the parcel has left our house."],
];

/** The company with its first channels, and documents to answer from, written to the tables as an upload would. */
export async function seedDesk(url: string): Promise<void> {
  const clock = { now: () => new Date() };
  const where = url.startsWith("pglite:")
    ? { DATA_DIR: dirname(url.slice("pglite:".length)) }
    : { DATABASE_URL: url, DATABASE_POOL_SIZE: "2" };
  const foundations = await openFoundations(readConfig(where), clock, silentLogger);
  try {
    const company = { slug: "company", name: "Company" };
    const { tenantId } = await ensureTenant(foundations, company, clock.now());
    const fillers = Array.from({ length: FILLERS }, (_, n): readonly [string, string] => [
      `Part ${n}`,
      `Part number ${n} of the price list costs ${n * 3} crowns and weighs ${n} grams.`,
    ]);
    const parts = [...ANSWERS, ...fillers];
    await foundations.store.transaction(tenantId, (stores) =>
      stores.articles.save(
        {
          title: "Handbook",
          format: "markdown",
          source: "handbook.md",
          url: null,
          visibility: "public",
          contentHash: hashOf(JSON.stringify(parts)),
          updatedAt: clock.now(),
        },
        parts.map(([heading, text], ordinal) => ({
          ordinal,
          headingPath: ["Handbook", heading],
          text,
          pageLabel: null,
          anchor: null,
          fields: null,
          contentHash: hashOf(text),
        })),
      ),
    );
  } finally {
    await foundations.close();
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
