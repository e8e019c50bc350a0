import type { Dashboard, FigureView } from "../../../../src/http/contract.ts";
import { count, counted, percent, span } from "../../lib/format.ts";
import { changeWords, type MoreIs, toneOfChange } from "./change.ts";

interface FigureProps {
  readonly label: string;
  readonly figure: FigureView;
  readonly show: (value: number) => string;
  readonly note?: string;
  readonly more: MoreIs;
  readonly href: string;
}

function FigureCard({ label, figure, show, note, more, href }: FigureProps) {
  return (
    <a class="figure" href={href}>
      <span class="figure-label">{label}</span>
      <span class={figure.value === null ? "figure-value figure-none" : "figure-value"}>
        {figure.value === null ? "none yet" : show(figure.value)}
      </span>
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
        note={counted(ratings, "rating")}
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
