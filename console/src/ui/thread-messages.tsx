import type { ThreadMessage } from "../../../src/http/contract.ts";
import { Words } from "../chat/words.tsx";
import { clockTime, dayHeading, moment, percent } from "../lib/format.ts";
import { now } from "../lib/now.ts";
import { topOf } from "../turn/turn-words.ts";
import { EmotionFace } from "./emotion-face.tsx";
import { Avatar } from "./parts.tsx";

/** A thread as staff read it: who, when, the words, and the strongest emotion beside the customer's. */
export function ThreadMessages({
  messages,
  onCorrect,
}: {
  readonly messages: readonly ThreadMessage[];
  readonly onCorrect?: (messageId: string) => void;
}) {
  return (
    <ol class="thread-messages">
      {messages.map((message) => (
        <li key={message.id} class={`thread-message by-${message.author.role}`} id={`message-${message.id}`}>
          <Avatar name={message.author.displayName} isBot={message.author.role === "bot"} size="small" />
          <div>
            <p class="message-head">
              <strong>{message.author.displayName}</strong>
              {message.author.role === "customer" ? null : (
                <span class="role-tag">{message.author.role}</span>
              )}
              <time dateTime={message.sentAt} title={moment(message.sentAt)}>
                {dayHeading(message.sentAt, now.value)}, {clockTime(message.sentAt)}
              </time>
            </p>
            {message.deletedAt ? (
              <p class="message-deleted">This message was deleted.</p>
            ) : (
              <Words text={message.text} />
            )}
            <Files files={message.deletedAt ? [] : message.files} />
            <Reading message={message} onCorrect={onCorrect} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** What came with the words; one that is not kept says why. */
function Files({ files }: { readonly files: ThreadMessage["files"] }) {
  if (files.length === 0) return null;
  return (
    <ul class="message-files" aria-label="Attached files">
      {files.map(({ name, fileId, why }) => (
        <li key={name}>
          {fileId === null ? (
            <span class="faint">
              {name}: {why ?? "is being fetched"}
            </span>
          ) : (
            <a href={`/api/v1/files/${fileId}`} target="_blank" rel="noreferrer">
              {name}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function Reading({
  message,
  onCorrect,
}: {
  readonly message: ThreadMessage;
  readonly onCorrect?: (messageId: string) => void;
}) {
  if (message.emotion?.kind !== "tagged") return null;
  const top = topOf(message.emotion.tag.scores);
  return (
    <p class="reading">
      <EmotionFace emotion={top.label} size={14} />
      {top.label} {percent(top.score)} · {message.emotion.tag.mood}
      {onCorrect ? (
        <button type="button" class="link-button" onClick={() => onCorrect(message.id)}>
          Correct
        </button>
      ) : null}
    </p>
  );
}
