import type { FileRef } from "../../../src/domain/message-content.ts";
import { bytes } from "../lib/format.ts";
import { Icon } from "../ui/icon.tsx";

/** A file to take away: its name and size; it is downloaded, never shown. */
export function FileLink({ file, url }: { readonly file: FileRef; readonly url: string }) {
  return (
    <a class="file" href={url} download={file.name}>
      <Icon name="file" />
      <span class="cut">{file.name}</span>
      <span class="faint file-size">{bytes(file.sizeBytes)}</span>
    </a>
  );
}
