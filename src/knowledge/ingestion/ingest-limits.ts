import { SECOND } from "../../domain/time.ts";

/** How much one file may cost. Sizes in bytes. */
export interface IngestLimits {
  readonly maxFileBytes: number;
  readonly maxPages: number;
  readonly maxPassages: number;
  /** From the start of the child process to its last byte. */
  readonly timeoutMs: number;
  /** JavaScript heap of the child. */
  readonly maxHeapMegabytes: number;
  /** Resident memory of the child, buffers outside the heap included; read every 25 ms. */
  readonly maxResidentBytes: number;
  readonly maxOutputBytes: number;
  /** Declared unpacked size of all entries of a DOCX. */
  readonly maxUnpackedBytes: number;
  readonly maxArchiveEntries: number;
}

const MEGABYTE = 1024 * 1024;

export const INGEST_LIMITS: IngestLimits = {
  maxFileBytes: 20 * MEGABYTE,
  maxPages: 1_000,
  maxPassages: 20_000,
  timeoutMs: 25 * SECOND,
  maxHeapMegabytes: 256,
  maxResidentBytes: 400 * MEGABYTE,
  maxOutputBytes: 48 * MEGABYTE,
  maxUnpackedBytes: 50 * MEGABYTE,
  maxArchiveEntries: 2_000,
};
