import { useState } from "preact/hooks";
import type { TestResult } from "../../../../src/http/contract.ts";
import { asFault, call, type Fault } from "../../lib/api.ts";
import { percent, stepMs } from "../../lib/format.ts";
import { kept } from "../../lib/kept.ts";
import { draftWords } from "../../turn/turn-words.ts";
import { Chip, Meter, Panel } from "../../ui/parts.tsx";
import { Empty, FaultPanel, Skeleton } from "../../ui/states.tsx";

const question = kept("session", "knowledge.question", "");
type AskedAs = "public" | "private" | "staff";
const AUDIENCES: readonly (readonly [AskedAs, string])[] = [
  ["public", "by a customer"],
  ["private", "by staff, in private"],
  ["staff", "in a staff channel"],
];

/** What Rapport would find and say, and how sure it is; nothing is posted or stored. */
export function TestQuestion() {
  const [audience, setAudience] = useState<AskedAs>("public");
  const [result, setResult] = useState<TestResult | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isBusy, setBusy] = useState(false);
  const ask = async () => {
    if (question.value.trim() === "") return;
    setBusy(true);
    setFault(null);
    try {
      setResult(await call("POST /knowledge/test", { body: { question: question.value.trim(), audience } }));
    } catch (error) {
      setFault(asFault(error));
    }
    setBusy(false);
  };
  return (
    <>
      <form
        class="test-form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <input
          class="input test-input"
          aria-label="Question"
          placeholder="How long does a refund take?"
          value={question.value}
          onInput={(event) => {
            question.value = event.currentTarget.value;
          }}
        />
        <select
          class="input"
          aria-label="Asked by"
          value={audience}
          onChange={(event) => {
            const found = AUDIENCES.find(([one]) => one === event.currentTarget.value);
            if (found) setAudience(found[0]);
          }}
        >
          {AUDIENCES.map(([one, says]) => (
            <option key={one} value={one}>
              {says}
            </option>
          ))}
        </select>
        <button type="submit" class="button button-primary" disabled={isBusy || question.value.trim() === ""}>
          {isBusy ? "Looking…" : "Ask"}
        </button>
      </form>
      {fault ? <FaultPanel fault={fault} retry={ask} /> : null}
      {result ? (
        <Result result={result} />
      ) : isBusy ? (
        <Skeleton rows={5} />
      ) : fault ? null : (
        <Empty title="Ask in a customer's words">
          You see which passages are found, how near they are and whether Rapport would speak. Nothing is
          posted.
        </Empty>
      )}
    </>
  );
}

function Result({ result }: { readonly result: TestResult }) {
  const speaks = result.answerability >= 0.5;
  return (
    <div class="two-columns">
      <div class="column">
        <Panel title="Passages" note={`${result.passages.length} found in ${stepMs(result.tookMs)}`}>
          {result.passages.length === 0 ? <Empty title="Nothing comes near" /> : null}
          <ol class="passage-cards">
            {result.passages.map((row, index) => (
              <li key={row.passage.id}>
                <p class="passage-head">
                  <span class="faint">{index + 1}</span>
                  <a href={`/knowledge/${encodeURIComponent(row.articleId)}#${row.passage.id}`}>
                    {row.passage.headingPath.join(" › ") || row.articleTitle}
                  </a>
                </p>
                <Meter label="Similarity" share={row.similarity} word={row.similarity.toFixed(2)} />
                <p class="passage-text">{row.passage.text}</p>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
      <div class="column">
        <Panel title="Would it speak?">
          <p class="panel-line">
            <Chip tone={speaks ? "good" : "warn"}>{speaks ? "yes" : "no"}</Chip> {draftWords(result.draft)}
          </p>
          <Meter
            label="Answerable"
            share={result.answerability}
            word={`${percent(result.answerability)}, from ${percent(0.5)}`}
            tone={speaks ? "good" : "warn"}
          />
          {result.draft.kind === "cited" ? (
            <>
              <blockquote class="content-quote">{result.draft.text}</blockquote>
              <p class="faint">
                {result.draft.citations.map((citation) => citation.heading ?? citation.title).join(" · ")}, by{" "}
                {result.draft.writer}
              </p>
            </>
          ) : null}
          {result.draft.kind === "clarify" ? (
            <blockquote class="content-quote">{result.draft.question}</blockquote>
          ) : null}
        </Panel>
      </div>
    </div>
  );
}
