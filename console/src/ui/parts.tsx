import type { ComponentChildren } from "preact";
import type { RiskLevel } from "../../../src/domain/churn-risk.ts";
import type { EmotionLabel, Mood } from "../../../src/domain/emotion.ts";
import { sentence, words } from "../lib/format.ts";
import { EmotionFace } from "./emotion-face.tsx";
import { Icon } from "./icon.tsx";

export function Chip({
  tone = "neutral",
  children,
}: {
  readonly tone?: "neutral" | "good" | "warn" | "bad" | "accent";
  readonly children: ComponentChildren;
}) {
  return <span class={`chip chip-${tone}`}>{children}</span>;
}

const RISK_BARS: Readonly<Record<RiskLevel, number>> = { low: 1, elevated: 2, high: 3 };

/** The word and one to three bars. */
export function Risk({ level }: { readonly level: RiskLevel }) {
  return (
    <span class={`risk risk-${level}`}>
      <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true">
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            class={bar <= RISK_BARS[level] ? "risk-on" : "risk-off"}
            x={(bar - 1) * 5}
            y={12 - bar * 4}
            width="4"
            height={bar * 4}
            rx="1"
          />
        ))}
      </svg>
      {sentence(level)}
    </span>
  );
}

/** Which of the seven faces stands for a mood. */
const FACE_OF: Readonly<Record<Mood, EmotionLabel>> = {
  happy: "joy",
  satisfied: "joy",
  neutral: "neutral",
  confused: "surprise",
  frustrated: "anger",
  angry: "anger",
  resigned: "sadness",
  skeptical: "disgust",
  engaged: "joy",
  disappointed: "sadness",
};
export const faceOfMood = (mood: Mood): EmotionLabel => FACE_OF[mood];

export function MoodWord({ mood }: { readonly mood: Mood | null }) {
  if (!mood) return <span class="faint">not read</span>;
  return (
    <span class="mood">
      <EmotionFace emotion={FACE_OF[mood]} />
      {words(mood)}
    </span>
  );
}

const hueOf = (name: string): number => {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 6;
  return sum;
};

export function Avatar({
  name,
  isBot = false,
  size = "medium",
}: {
  readonly name: string;
  readonly isBot?: boolean;
  readonly size?: "small" | "medium";
}) {
  if (isBot) {
    return (
      <span class={`avatar avatar-bot avatar-${size}`} aria-hidden="true">
        <svg
          aria-hidden="true"
          viewBox="0 0 20 20"
          width="60%"
          height="60%"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-linecap="round"
        >
          <path d="M4 7.500c1.7 3.5 3.7 5.5 6 5.500s4.3-2 6-5.5" />
        </svg>
      </span>
    );
  }
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? "")
    .join("");
  return (
    <span class={`avatar avatar-hue-${hueOf(name)} avatar-${size}`} aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}

export function Person({ name, note }: { readonly name: string; readonly note?: string }) {
  return (
    <span class="person">
      <Avatar name={name} size="small" />
      <span>{name}</span>
      {note ? <span class="faint">{note}</span> : null}
    </span>
  );
}

export function Kbd({ children }: { readonly children: string }) {
  return <kbd class="kbd">{children}</kbd>;
}

/** The head of a room: what it is, one line of help, actions to the right. */
export function RoomHead({
  title,
  lead,
  children,
}: {
  readonly title: ComponentChildren;
  readonly lead?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="room-head">
      <div>
        <h1>{title}</h1>
        {lead ? <p class="lead">{lead}</p> : null}
      </div>
      {children ? <div class="room-actions">{children}</div> : null}
    </header>
  );
}

export function Panel({
  title,
  note,
  actions,
  children,
  id,
}: {
  readonly title?: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly id?: string;
}) {
  return (
    <section class="panel" id={id}>
      {title ? (
        <header class="panel-head">
          <div>
            <h2>{title}</h2>
            {note ? <p class="faint">{note}</p> : null}
          </div>
          {actions}
        </header>
      ) : null}
      {children}
    </section>
  );
}

export function BackLink({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <a class="back-link" href={to}>
      <Icon name="back" size={16} />
      {children}
    </a>
  );
}

/** A bar with its value written beside it; `share` 0..1. */
export function Meter({
  label,
  share,
  word,
  tone = "accent",
}: {
  readonly label: string;
  readonly share: number;
  readonly word: string;
  readonly tone?: string;
}) {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  return (
    <div class="meter">
      <span class="meter-label">{label}</span>
      <span class={`meter-track tone-${tone}`} aria-hidden="true">
        <span class="meter-fill" style={{ width }} />
      </span>
      <span class="meter-word">{word}</span>
    </div>
  );
}
