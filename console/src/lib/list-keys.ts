import { useEffect, useState } from "preact/hooks";
import { go } from "./router.ts";

/** j and k move through the rows, Enter opens; gives the index of the chosen row, -1 for none. */
export function useListKeys(links: readonly string[]): number {
  const [chosen, setChosen] = useState(-1);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      if (target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT|DIALOG)$/.test(target.tagName)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key === "j") setChosen(Math.min(chosen + 1, links.length - 1));
      else if (event.key === "k") setChosen(Math.max(chosen - 1, 0));
      else if (event.key === "Enter" && !(target instanceof HTMLAnchorElement)) {
        const link = links[chosen];
        if (link && !(target instanceof HTMLButtonElement)) go(link);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [chosen, links]);
  useEffect(() => {
    if (chosen >= 0) document.querySelector('[data-row="chosen"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return Math.min(chosen, links.length - 1);
}
