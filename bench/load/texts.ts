const OPENINGS = [
  "Hello, my parcel was due on Tuesday and the tracking page has not moved since then.",
  "I changed the delivery address yesterday and the old one is still shown in the app.",
  "Good morning, the invoice of last month lists two pick-ups although there was one.",
  "The label printer says the format is not supported since the update of this week.",
  "Thank you, the second box arrived and everything in it was whole.",
  "We would like to add three colleagues to our company account before the weekend.",
];
const MIDDLES = [
  "The number begins with RX and the sender is a shop in Lyon.",
  "It is not urgent, the goods are spare parts for our workshop.",
  "I tried it in two browsers and on the phone, always with the same page at the end.",
  "The driver left a note with a time that does not fit our opening hours.",
  "My colleague wrote about the same thing some days ago and it was solved then.",
  "That surprised us, because the first three shipments went through without a question.",
  "I am a little disappointed, it used to work better in spring.",
];

/** Support talk of 100 to 400 characters; the same draw gives the same text. */
export function seededText(draw: () => number): string {
  const wanted = 100 + Math.floor(draw() * 250);
  const parts = [pick(OPENINGS, draw)];
  let length = parts[0]?.length ?? 0;
  while (length < wanted) {
    const part = pick(MIDDLES, draw);
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join(" ").slice(0, 400);
}

/** Articles of the documents that a question may be about; `bench/subjects/documents.ts` writes them. */
export const MODELS = 10_000;
export const modelName = (index: number): string => `RX-${String(index).padStart(5, "0")}`;

/** A question that one of the documents answers. */
export const questionOf = (draw: () => number): string =>
  `How long is the warranty of the model ${modelName(Math.floor(draw() * MODELS))}?`;

export function pick<Item>(items: readonly Item[], draw: () => number): Item {
  const item = items[Math.floor(draw() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
