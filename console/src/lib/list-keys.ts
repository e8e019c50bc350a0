import { useEffect, useRef, useState } from "preact/hooks";
import { go } from "./router.ts";

const isFree = (event: KeyboardEvent): boolean => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return false;
  return !(target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
};
/** Enter on a link or button is that element's own. */
const isOnControl = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLAnchorElement || target instanceof HTMLButtonElement;

/** j and k move through the rows, Enter opens; gives the index of the chosen row, -1 for none. */
export function useListKeys(links: readonly string[]): number {
  const [chosen, setChosen] = useState(-1);
  // Keys may come faster than the page is drawn, so the newest values are read from here.
  const newest = useRef({ chosen, links });
  newest.current.links = links;
  useEffect(() => {
    const move = (to: number) => {
      newest.current.chosen = Math.max(0, Math.min(to, newest.current.links.length - 1));
      setChosen(newest.current.chosen);
    };
    const onKey = (event: KeyboardEvent) => {
      if (!isFree(event)) return;
      const at = newest.current.chosen;
      if (event.key === "j") move(at + 1);
      else if (event.key === "k") move(at - 1);
      else if (event.key === "Enter" && !isOnControl(event)) {
        const link = newest.current.links[at];
        if (link) go(link);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    if (chosen >= 0) document.querySelector('[data-row="chosen"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return Math.min(chosen, links.length - 1);
}
