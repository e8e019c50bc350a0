import { EMOTIONS } from "../../../src/domain/emotion.ts";
import { call } from "../lib/api.ts";
import { sentence } from "../lib/format.ts";
import { Dialog } from "./dialog.tsx";
import { EmotionFace } from "./emotion-face.tsx";
import { attempt } from "./toasts.tsx";

/** An agent says what the message really sounded like; stored as a correction. */
export function CorrectReading({
  messageId,
  onClose,
  onDone,
}: {
  readonly messageId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  return (
    <Dialog title="How does this message sound to you?" onClose={onClose}>
      <p class="soft">
        Your word is kept beside the reading and counts when the digest tells how often readings were right.
      </p>
      <div class="choices">
        {EMOTIONS.map((emotion) => (
          <button
            key={emotion}
            type="button"
            class="button"
            onClick={async () => {
              const params = { id: messageId };
              const said = `Kept as ${emotion}.`;
              const done = await attempt(
                () => call("PUT /messages/{id}/emotion", { params, body: { emotion } }),
                said,
              );
              onClose();
              if (done) onDone();
            }}
          >
            <EmotionFace emotion={emotion} /> {sentence(emotion)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
