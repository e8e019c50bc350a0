import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog.tsx";

const LEAST_LETTERS = 20;

/** What an admin says before employees may be read. */
export function DeclareDialog({
  onClose,
  onDeclare,
}: {
  readonly onClose: () => void;
  readonly onDeclare: (words: string) => Promise<void>;
}) {
  const [words, setWords] = useState("");
  return (
    <Dialog title="Read employees' messages for emotion" onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void onDeclare(words);
        }}
      >
        <p>
          In many places this needs the agreement of employees or of those who speak for them. Who agreed to
          it, when, and how were employees told? Your words and your name stay in the audit log.
        </p>
        <label>
          Declaration
          <textarea
            class="input"
            rows={4}
            required
            minLength={LEAST_LETTERS}
            maxLength={500}
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={words.trim().length < LEAST_LETTERS}>
            Declare and turn on
          </button>
        </div>
      </form>
    </Dialog>
  );
}
