import { useEffect, useRef, useState } from "preact/hooks";
import { bytes } from "../../lib/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { tell } from "../../ui/toasts.tsx";
import { clearDraft, draftOf, keepDraft } from "./drafts.ts";
import type { Room } from "./room.ts";
import { useSuggestions } from "./suggestions.ts";

interface ComposerProps {
  readonly room: Room;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly hint: string;
  readonly onEditLast?: () => void;
}

export function Composer({ room, channelKey, threadKey, hint, onEditLast }: ComposerProps) {
  const place = `${room.client.personaKey}/${channelKey}/${threadKey ?? ""}`;
  const [text, setText] = useState(() => draftOf(place));
  const [caret, setCaret] = useState(0);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isOver, setOver] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const found = useSuggestions(room, text, caret);
  const offered = dismissed === text ? [] : found;
  const listId = `suggestions-${threadKey ?? "channel"}`;

  useEffect(() => setChosen(0), [text]);
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
  }, [text]);

  const write = (next: string) => {
    setText(next);
    keepDraft(place, next);
  };
  const attach = (added: Iterable<File>) => {
    const limits = room.state.value?.limits;
    const next = [...files];
    for (const file of added) {
      if (limits && file.size > limits.fileBytes)
        tell("bad", `“${file.name}” is too large.`, `At most ${bytes(limits.fileBytes)}.`);
      else if (limits && next.length >= limits.filesPerPost)
        tell("bad", `At most ${limits.filesPerPost} files a message.`);
      else next.push(file);
    }
    setFiles(next);
  };
  const send = () => {
    const said = text.trim();
    if (said === "" && files.length === 0) return;
    void room.send({ channelKey, threadKey, text: said, files });
    setText("");
    setFiles([]);
    clearDraft(place);
    box.current?.focus();
  };
  const take = (index: number) => {
    const suggestion = offered[index];
    if (!suggestion) return;
    write(suggestion.text);
    setDismissed(suggestion.text);
    setCaret(suggestion.text.length);
    box.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (offered.length > 0 && onListKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && text === "" && onEditLast) {
      event.preventDefault();
      onEditLast();
    }
  };
  /** `true` when the key belonged to the list of suggestions. */
  const onListKey = (event: KeyboardEvent): boolean => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const isWhole = text.endsWith(offered[chosen]?.says ?? " ");
    if (step !== 0) setChosen((chosen + step + offered.length) % offered.length);
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !isWhole)) take(chosen);
    else if (event.key === "Escape") setDismissed(text);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  return (
    <form
      class={`composer ${isOver ? "composer-over" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        attach(event.dataTransfer?.files ?? []);
      }}
    >
      {offered.length > 0 ? (
        <div class="suggestions" id={listId} role="listbox" aria-label="Suggestions">
          {offered.map((suggestion, index) => (
            <div
              key={suggestion.says}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              class={index === chosen ? "suggestion suggestion-chosen" : "suggestion"}
              onMouseMove={() => setChosen(index)}
              onMouseDown={(event) => {
                event.preventDefault();
                take(index);
              }}
            >
              <strong>{suggestion.says}</strong>
              <span class="faint cut">{suggestion.hint}</span>
            </div>
          ))}
        </div>
      ) : null}
      {files.length > 0 ? (
        <ul class="attached" aria-label="Attached files">
          {files.map((file) => (
            <li key={`${file.name}${file.size}`} class="file">
              <Icon name="file" size={16} />
              <span class="cut">{file.name}</span>
              <span class="faint">{bytes(file.size)}</span>
              <button
                type="button"
                class="icon-button"
                aria-label={`Remove ${file.name}`}
                onClick={() => setFiles(files.filter((other) => other !== file))}
              >
                <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div class="composer-row">
        <button
          type="button"
          class="icon-button"
          aria-label="Attach a file"
          title="Attach"
          onClick={() => picker.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            attach(event.currentTarget.files ?? []);
            event.currentTarget.value = "";
          }}
        />
        <textarea
          ref={box}
          class="composer-text"
          rows={1}
          placeholder={hint}
          aria-label={hint}
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={offered.length > 0 ? `${listId}-${chosen}` : undefined}
          value={text}
          maxLength={room.state.value?.limits.postText}
          onInput={(event) => {
            write(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKey}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files ?? [];
            if (pasted.length === 0) return;
            event.preventDefault();
            attach(pasted);
          }}
        />
        <button
          type="submit"
          class="icon-button composer-send"
          aria-label="Send"
          title="Send (Enter)"
          disabled={text.trim() === "" && files.length === 0}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
