import type { RiskSignal } from "../../../src/domain/churn-risk.ts";
import { SafeLink } from "../chat/safe-link.tsx";
import { percent, sentence } from "../lib/format.ts";
import { Meter } from "./parts.tsx";

/** What speaks for a risk: each rule with the customer's own words. */
export function Evidence({
  signals,
  negativeEmotionSharePercent,
}: {
  readonly signals: readonly RiskSignal[];
  readonly negativeEmotionSharePercent: number;
}) {
  return (
    <div class="evidence-frame">
      <ul class="evidence">
        {signals.map((signal) => (
          <li key={`${signal.name}${signal.messageId}`}>
            <p>
              <strong>{sentence(signal.name)}</strong> <span class="soft">{signal.detail}</span>
            </p>
            {signal.quote ? (
              <blockquote class="content-quote">
                {signal.quote}{" "}
                {signal.permalink ? <SafeLink url={signal.permalink} label="See message" /> : null}
              </blockquote>
            ) : null}
          </li>
        ))}
      </ul>
      <Meter
        label="Negative emotion share"
        share={negativeEmotionSharePercent / 100}
        word={percent(negativeEmotionSharePercent / 100)}
        tone="neutral"
      />
      <p class="faint">May be wrong. The share is no probability of leaving.</p>
    </div>
  );
}
