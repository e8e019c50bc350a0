import { EMOTIONS, type EmotionLabel } from "../domain/emotion.ts";
import { addMs, DAY } from "../domain/time.ts";
import { REVIEW_FACTS, REVIEW_PHRASES, REVIEW_WORDS } from "./review-phrases.ts";

export interface Review {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly rating: number;
  readonly emotion: EmotionLabel;
  readonly text: string;
  readonly service: string;
  readonly city: string;
}

const PER_EMOTION = 100;
const SEED = 20_261;
const FIRST_DAY = new Date("2026-05-01T00:00:00Z");
const DAYS = 180;
const SERVICES = ["Standard", "Standard", "Standard", "Express", "Express", "Parcelwise Point"];
const CITIES =
  "Utrecht,Rotterdam,Ghent,Cologne,Lyon,Porto,Malmö,Kraków,Graz,Cork,Bologna,Aarhus,Leeds,Basel,Bergen,Seville,Antwerp,Hamburg,Lille,Groningen,Eindhoven,Leipzig".split(
    ",",
  );

/** 700 different reviews, 100 for each emotion, in the order of their dates; the same ones each time. */
export function makeReviews(): readonly Review[] {
  const random = createRandom(SEED);
  const seen = new Set<string>();
  const reviews = EMOTIONS.flatMap((emotion) =>
    Array.from({ length: PER_EMOTION }, (_, index) => makeReview(emotion, index, seen, random)),
  );
  const byDate = reviews.sort((a, b) => a.date.localeCompare(b.date) || a.text.localeCompare(b.text));
  return byDate.map((review, index) => ({ id: `R${String(index + 1).padStart(4, "0")}`, ...review }));
}

/** Columns id, date, rating, emotion, text, service, city. */
export function renderReviews(reviews: readonly Review[]): string {
  const header = "id,date,rating,emotion,text,service,city";
  const rows = reviews.map(({ id, date, rating, emotion, text, service, city }) =>
    [id, date, String(rating), emotion, `"${text.replaceAll('"', '""')}"`, service, city].join(","),
  );
  return `${[header, ...rows].join("\n")}\n`;
}

type Random = () => number;

/** mulberry32: small, and the same on every machine. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(list: readonly T[], random: Random): T => {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new RangeError("Nothing to choose from.");
  return chosen;
};

function makeReview(
  emotion: EmotionLabel,
  index: number,
  seen: Set<string>,
  random: Random,
): Omit<Review, "id"> {
  const { ratings, cores } = REVIEW_PHRASES[emotion];
  const city = pick(CITIES, random);
  let text = "";
  do text = writeText(emotion, cores[index % cores.length] ?? "", city, random);
  while (seen.has(text));
  seen.add(text);
  return {
    date: addMs(FIRST_DAY, Math.floor(random() * DAYS) * DAY)
      .toISOString()
      .slice(0, 10),
    rating: pick(ratings, random),
    emotion,
    text,
    service: serviceOf(text, random),
    city,
  };
}

/** A review that names a service is about that service. */
function serviceOf(text: string, random: Random): string {
  if (/\bExpress\b/.test(text)) return "Express";
  if (/\bPoint\b/.test(text)) return "Parcelwise Point";
  return /\bstandard\b/i.test(text) ? "Standard" : pick(SERVICES, random);
}

function writeText(emotion: EmotionLabel, core: string, city: string, random: Random): string {
  const { openings, endings } = REVIEW_PHRASES[emotion];
  const parts: string[] = [];
  const opens = random();
  if (opens < 0.35) parts.push(pick(openings, random));
  else if (opens < 0.75 && !core.includes("{")) parts.push(fill(pick(REVIEW_FACTS, random), city, random));
  const told = fill(core, city, random);
  const joins = parts[0]?.endsWith(":") ?? false;
  const stop = /[.!?]$/.test(told) ? "" : pick(emotion === "joy" ? [".", "!", "."] : ["."], random);
  parts.push(`${joins ? told : capitalise(told)}${stop}`);
  if (random() < 0.7) parts.push(pick(endings, random));
  const text = parts.join(" ");
  // Some people write without capitals, some drop the last full stop.
  const style = random();
  if (style < 0.08) return text.toLowerCase();
  return style < 0.2 ? text.replace(/\.$/, "") : text;
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function fill(phrase: string, city: string, random: Random): string {
  const chosen = phrase.replace(/\[([^\]]+)\]/g, (_, options: string) => pick(options.split("|"), random));
  return chosen.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === "city") return city;
    if (name === "city2")
      return pick(
        CITIES.filter((other) => other !== city),
        random,
      );
    if (name === "item_short") return pick(["lamp", "jumper", "kettle", "notebook", "rucksack"], random);
    return pick(REVIEW_WORDS[name] ?? [], random);
  });
}
