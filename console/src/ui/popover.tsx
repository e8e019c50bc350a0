import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** A small layer under (or over) its anchor; closes on Escape, on a press outside and when the focus leaves. */
export function Popover({
  label,
  anchor,
  onClose,
  children,
}: {
  readonly label: string;
  readonly anchor: { readonly current: HTMLElement | null };
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = anchor.current?.getBoundingClientRect();
    const own = layer.current;
    if (!box || !own) return;
    const { width, height } = own.getBoundingClientRect();
    const below = box.bottom + 4 + height < innerHeight;
    own.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - 4 - height)}px`;
    own.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, box.right - width))}px`;
  }, []);
  useEffect(() => {
    const own = layer.current;
    const before = document.activeElement;
    own?.querySelector<HTMLElement>("button, [href], input, select")?.focus();
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !own?.contains(event.target)) onClose();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        onClose();
      } else step(event, own);
    };
    document.addEventListener("pointerdown", onPress, true);
    own?.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress, true);
      own?.removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement && document.contains(before)) before.focus();
    };
  }, []);
  return (
    <div ref={layer} class="popover" role="dialog" aria-label={label}>
      {children}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function step(event: KeyboardEvent, layer: HTMLElement | null): void {
  const by = STEPS[event.key];
  const choices = [...(layer?.querySelectorAll<HTMLElement>("button") ?? [])];
  const at = choices.findIndex((choice) => choice.matches(":focus"));
  if (by === undefined || at < 0) return;
  event.preventDefault();
  choices[(at + by + choices.length) % choices.length]?.focus();
}
