import { useRef, useState } from "preact/hooks";
import type { UploadOutcome } from "../../../../src/http/contract.ts";
import { asFault, call, type Fault } from "../../lib/api.ts";
import { Icon } from "../../ui/icon.tsx";

export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly outcome: UploadOutcome | null;
  readonly fault: Fault | null;
}

/** Files on their way into the knowledge, one after another. */
export function useUploads(onChange: () => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const last = useRef(0);
  const change = (id: number, part: Partial<Upload>) =>
    setUploads((known) => known.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const upload = async (id: number, file: File, visibility: "public" | "private") => {
    try {
      const outcome = await call("PUT /articles", { query: { name: file.name, visibility }, file });
      change(id, { outcome });
      onChange();
    } catch (error) {
      change(id, { fault: asFault(error) });
    }
  };
  const add = (files: readonly File[], visibility: "public" | "private") => {
    for (const file of files) {
      last.current += 1;
      const id = last.current;
      setUploads((known) => [...known, { id, name: file.name, outcome: null, fault: null }]);
      queue.current = queue.current.then(() => upload(id, file, visibility));
    }
  };
  const dismiss = (id: number) => setUploads((known) => known.filter((one) => one.id !== id));
  return { uploads, add, dismiss };
}

export function uploadWords(upload: Upload): string {
  if (upload.fault) return `${upload.fault.message} ${upload.fault.cure}`;
  const { outcome } = upload;
  if (!outcome) return "Reading and indexing…";
  if (outcome.kind === "refused") return `Not taken: ${outcome.detail} ${outcome.cure}`;
  if (outcome.kind === "unchanged") return "Known already, nothing changed.";
  const warnings = outcome.warnings.map((warning) => `${warning.detail} (${warning.count})`).join(" ");
  return `${outcome.kind === "added" ? "Added" : "Replaced"}, ${outcome.article.passages} passages. ${warnings}`;
}

export function UploadList({
  uploads,
  onDismiss,
}: {
  readonly uploads: readonly Upload[];
  readonly onDismiss: (id: number) => void;
}) {
  if (uploads.length === 0) return null;
  return (
    <ul class="uploads" role="status">
      {uploads.map((upload) => {
        const failed = upload.fault !== null || upload.outcome?.kind === "refused";
        return (
          <li key={upload.id} class={failed ? "upload upload-failed" : "upload"}>
            <Icon name={failed ? "warning" : upload.outcome ? "check" : "clock"} size={16} />
            <strong class="cut">{upload.name}</strong>
            <span>{uploadWords(upload)}</span>
            {upload.outcome || upload.fault ? (
              <button
                type="button"
                class="icon-button"
                aria-label={`Dismiss ${upload.name}`}
                onClick={() => onDismiss(upload.id)}
              >
                <Icon name="close" size={16} />
              </button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
