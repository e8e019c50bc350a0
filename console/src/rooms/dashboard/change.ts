import type { FigureView } from "../../../../src/http/contract.ts";

/** Whether more is good news, bad news, or just news. */
export type MoreIs = "good" | "bad" | "plain";

/** The change against the period before, in words and with an arrow. */
export function changeWords(figure: FigureView, show: (value: number) => string): string {
  if (figure.value === null || figure.before === null) return "nothing to compare with";
  const change = figure.value - figure.before;
  if (show(figure.value) === show(figure.before)) return "as before";
  return `${change > 0 ? "↑" : "↓"} from ${show(figure.before)}`;
}

export function toneOfChange(figure: FigureView, more: MoreIs): "good" | "bad" | "plain" {
  if (figure.value === null || figure.before === null || more === "plain") return "plain";
  if (figure.value === figure.before) return "plain";
  return figure.value > figure.before === (more === "good") ? "good" : "bad";
}
