import { roomEventSchema, WEB_API_PATH } from "../../adapters/web/contract.ts";

/** A window of the chat that keeps what it is shown. */
export interface Viewer {
  /** Keys of posts, with the times each was added. */
  readonly seen: ReadonlyMap<string, number>;
  readonly resets: number;
  /** Forms that were opened for this person, each field with a value that it takes. */
  readonly forms: readonly OpenedForm[];
  close(): void;
}

export interface OpenedForm {
  readonly token: string;
  readonly fields: readonly { readonly fieldId: string; readonly value: string }[];
}

export async function openViewer(origin: string, personKey: string): Promise<Viewer> {
  const stop = new AbortController();
  const response = await fetch(`${origin}${WEB_API_PATH}/events?as=${personKey}`, { signal: stop.signal });
  if (response.status !== 200 || response.body === null)
    throw new Error(`no live window: ${response.status}`);
  const seen = new Map<string, number>();
  const forms: OpenedForm[] = [];
  let resets = 0;
  const hear = (line: string): void => {
    if (!line.startsWith("data: ")) return;
    const event = roomEventSchema.parse(JSON.parse(line.slice("data: ".length)));
    if (event.type === "post-added") seen.set(event.post.postKey, (seen.get(event.post.postKey) ?? 0) + 1);
    if (event.type === "form-opened")
      forms.push({
        token: event.formToken,
        fields: event.form.fields.map((field) => ({
          fieldId: field.fieldId,
          value:
            field.value || (field.type === "select" ? (field.options[0]?.value ?? "") : "It does not work."),
        })),
      });
    if (event.type === "reset") resets += 1;
  };
  void listen(response.body, hear);
  return {
    seen,
    forms,
    get resets() {
      return resets;
    },
    close: () => stop.abort(),
  };
}

/** Ends with the stream, however that ends. */
async function listen(body: ReadableStream<Uint8Array>, hear: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) hear(line);
    }
  } catch {
    // Closed by us or by the process that served it.
  }
}
