import type { MessageContent } from "../domain/message-content.ts";

/** Before a card's title: not every platform has colours, and not everybody sees them. */
export const ACCENT_MARKS: Readonly<Record<NonNullable<MessageContent["accent"]>, string>> = {
  neutral: "",
  low: "🟢 ",
  elevated: "🟠 ",
  high: "🔴 ",
  closed: "⚪ ",
};
