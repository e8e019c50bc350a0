import { describeSpan } from "../../../src/domain/time.ts";

/** A number never parts from its unit at the end of a line. */
const held = (words: string): string => words.replaceAll(" ", "\u00a0");

export const span = (ms: number): string => held(ms < 1_000 ? `${Math.round(ms)} ms` : describeSpan(ms));

/** Times of steps, where a tenth of a millisecond still tells something. */
export const stepMs = (ms: number): string => {
  if (ms >= 1_000) return held(`${(ms / 1_000).toFixed(1)} s`);
  return held(ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`);
};

export const percent = (share: number): string => held(`${Math.round(share * 100)} %`);
export const count = (value: number): string => value.toLocaleString("en");

/** "1 message", "12 messages". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export const clockTime = (at: string): string =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export const day = (at: string): string =>
  new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });

export const moment = (at: string): string => `${day(at)}, ${clockTime(at)}`;

/** "now", "4 min ago", "3 h ago", "12 Mar". */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < 60_000) return "now";
  if (passed < 6 * 24 * 3_600_000) return `${describeSpan(passed)} ago`;
  return day(at);
}

export function dayHeading(at: string, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  const yesterday = new Date(now - 24 * 3_600_000);
  if (then.toDateString() === today.toDateString()) return "Today";
  if (then.toDateString() === yesterday.toDateString()) return "Yesterday";
  return then.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
}

export const bytes = (size: number): string => {
  if (size < 1_024) return `${size} B`;
  return size < 1_048_576 ? `${Math.round(size / 1_024)} kB` : `${(size / 1_048_576).toFixed(1)} MB`;
};

/** `open-ticket` -> "open ticket". */
export const words = (name: string): string => name.replaceAll("-", " ");
export const sentence = (name: string): string => {
  const said = words(name);
  return said.charAt(0).toUpperCase() + said.slice(1);
};
