import type { Block, FileRef, Inline, MessageContent } from "../../../src/domain/message-content.ts";
import { Controls, type UseControl } from "./controls.tsx";
import { FileLink } from "./file-link.tsx";
import { SafeLink } from "./safe-link.tsx";

interface Ways {
  readonly fileUrl: (file: FileRef) => string;
  /** Absent where nothing may be pressed: previews, history. */
  readonly onControl?: UseControl;
}

/** The neutral message as elements. Every string in it becomes a text node, never markup. */
export function ContentView({ content, ...ways }: { readonly content: MessageContent } & Ways) {
  return (
    <div class={`content content-${content.accent ?? "plain"}`}>
      {content.blocks.map((block, index) => (
        <BlockView key={index} block={block} {...ways} />
      ))}
    </div>
  );
}

export function BlockView({ block, fileUrl, onControl }: { readonly block: Block } & Ways) {
  switch (block.type) {
    case "heading":
      return <h4 class="content-heading">{block.text}</h4>;
    case "paragraph":
      return (
        <p class="content-paragraph">
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "quote":
      return (
        <blockquote class="content-quote">
          {block.text}
          {block.url ? (
            <>
              {" "}
              <SafeLink url={block.url} label="See message" />
            </>
          ) : null}
        </blockquote>
      );
    case "list":
      return (
        <ul class="content-list">
          {block.items.map((item, index) => (
            <li key={index}>
              <Inlines inlines={item} />
            </li>
          ))}
        </ul>
      );
    case "facts":
      return (
        <dl class="content-facts">
          {block.facts.map((fact, index) => (
            <div key={index}>
              <dt>{fact.label}</dt>
              <dd>
                <Inlines inlines={fact.value} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case "meter":
      return <ShareMeter label={block.label} share={block.share} word={block.word} />;
    case "image":
      return (
        <a class="content-image content-chart" href={fileUrl(block.file)} target="_blank" rel="noopener">
          <img src={fileUrl(block.file)} alt={block.alt} loading="lazy" />
        </a>
      );
    case "file":
      return <FileLink file={block.file} url={fileUrl(block.file)} />;
    case "context":
      return (
        <p class="content-context">
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "divider":
      return <hr class="content-divider" />;
    case "controls":
      return <Controls controls={block.controls} onControl={onControl} />;
  }
}

/** Green to red with the value written, so that colour is not alone. */
function ShareMeter({
  label,
  share,
  word,
}: {
  readonly label: string;
  readonly share: number;
  readonly word: string;
}) {
  const held = Math.min(1, Math.max(0, share));
  const tone = held >= 0.65 ? "bad" : held >= 0.35 ? "warn" : "good";
  return (
    <div class="meter">
      <span class="meter-label">{label}</span>
      <span class={`meter-track tone-${tone}`} aria-hidden="true">
        <span class="meter-fill" style={{ width: `${Math.round(held * 100)}%` }} />
      </span>
      <span class="meter-word">{word}</span>
    </div>
  );
}

export function Inlines({ inlines }: { readonly inlines: readonly Inline[] }) {
  return (
    <>
      {inlines.map((inline, index) => (
        <InlineView key={index} inline={inline} />
      ))}
    </>
  );
}

function InlineView({ inline }: { readonly inline: Inline }) {
  switch (inline.type) {
    case "link":
      return <SafeLink url={inline.url} label={inline.label} />;
    case "person":
      return <span class={inline.notify ? "mention mention-notify" : "mention"}>@{inline.displayName}</span>;
    case "text":
      if (inline.style === "bold") return <strong>{inline.text}</strong>;
      if (inline.style === "italic") return <em>{inline.text}</em>;
      if (inline.style === "code") return <code>{inline.text}</code>;
      return <>{inline.text}</>;
  }
}
