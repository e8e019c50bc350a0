/** Turns texts into unit vectors. `id` names model and version; vectors of different ids are never compared. */
export interface Embedder {
  readonly id: string;
  readonly dimensions: number;
  /** One vector per text, in order. Throws `RapportError` with code `embedder.*` when the model cannot answer. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}
