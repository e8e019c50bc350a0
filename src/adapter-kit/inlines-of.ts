import type { Block, Inline } from "../domain/message-content.ts";

/** All words of blocks that may name somebody. Pure. */
export const inlinesOf = (blocks: readonly Block[]): readonly Inline[] =>
  blocks.flatMap((block): readonly Inline[] => {
    switch (block.type) {
      case "paragraph":
      case "context":
        return block.inlines;
      case "list":
        return block.items.flat();
      case "facts":
        return block.facts.flatMap(({ value }) => value);
      default:
        return [];
    }
  });
