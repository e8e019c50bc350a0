import type { Dashboard, FigureView } from "../../../../src/http/contract.ts";
import { count, percent, span } from "../../lib/format.ts";

interface FigureProps {
  readonly label: string;
  readonly figure: FigureView;
  readonly show: (value: number) => string;
  readonly note?: string;
  /** Whether more is good news, bad news, or just news. */
  readonly more: "good" | "bad" | "plain";
  readonly href: string;
}

/** The change against the period before, in words and with an arrow. */
export function changeWords(figure: FigureView, show: (value: number) => string): string {
  if (figure.value === null || figure.before === null) return "nothing to compare with";
  const change = figure.value - figure.before;
  if (show(figure.value) === show(figure.before)) return "as before";
  return `${change > 0 ? "↑" : "↓"} from ${show(figure.before)}`;
}

export function toneOfChange(figure: FigureView, more: FigureProps["more"]): "good" | "bad" | "plain" {
  if (figure.value === null || figure.before === null || more === "plain") return "plain";
  if (figure.value === figure.before) return "plain";
  return figure.value > figure.before === (more === "good") ? "good" : "bad";
}

function FigureCard({ label, figure, show, note, more, href }: FigureProps) {
  return (
    <a class="figure" href={href}>
      <span class="figure-label">{label}</span>
      <span class="figure-value">{figure.value === null ? "none" : show(figure.value)}</span>
      <span class={`figure-change change-${toneOfChange(figure, more)}`}>{changeWords(figure, show)}</span>
      {note ? <span class="faint">{note}</span> : null}
    </a>
  );
}

export function Figures({ data }: { readonly data: Dashboard }) {
  const range = `startAt=${encodeURIComponent(data.startAt)}&endAt=${encodeURIComponent(data.endAt)}`;
  const rows = (view: string) => `/conversations?view=${view}&${range}`;
  const ratings = data.csatCount.value ?? 0;
  return (
    <div class="figures">
      <FigureCard
        label="CSAT"
        figure={data.csatScore}
        show={percent}
        note={ratings === 1 ? "1 rating" : `${count(ratings)} ratings`}
        more="good"
        href={rows("rated")}
      />
      <FigureCard
        label="At risk"
        figure={data.atRisk}
        show={count}
        note="elevated or high"
        more="bad"
        href="/conversations?view=at-risk"
      />
      <FigureCard
        label="First answer, median"
        figure={data.firstAnswerMedianMs}
        show={span}
        note={`${count(data.unanswered.value ?? 0)} unanswered now`}
        more="bad"
        href={(data.unanswered.value ?? 0) > 0 ? "/conversations?view=unanswered" : rows("all")}
      />
      <FigureCard
        label="Answered by Rapport"
        figure={data.answered}
        show={count}
        more="plain"
        href={rows("answered")}
      />
      <FigureCard
        label="Abstained"
        figure={data.abstained}
        show={count}
        note="the sources hold no answer"
        more="plain"
        href={rows("abstained")}
      />
      <FigureCard label="Open tickets" figure={data.openTickets} show={count} more="bad" href="/tickets" />
    </div>
  );
}
