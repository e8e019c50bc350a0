/** Line icons on a 20 by 20 grid. */
const PATHS = {
  playground:
    "M3.5 5.5a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-3.5 3v-3a2 2 0 0 1-2-2zM7 7.5h6M7 10h4",
  dashboard: "M3.5 16.5h13M5.5 13.5v-4M10 13.5v-9M14.5 13.5v-6",
  tickets:
    "M3.5 6.5a1 1 0 0 1 1-1h11a1 1 0 0 1 1 1v2a1.5 1.5 0 0 0 0 3v2a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-2a1.5 1.5 0 0 0 0-3zM12 6v1.5M12 9.2v1.6M12 12.5V14",
  customers:
    "M8 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM3 16c.4-2.7 2.3-4.2 5-4.2s4.6 1.5 5 4.2M13.5 4.5a2.5 2.5 0 0 1 0 4.7M15 12.3c1.2.6 1.9 1.9 2.1 3.7",
  conversations:
    "M3 5a1.5 1.5 0 0 1 1.5-1.5h7A1.5 1.5 0 0 1 13 5v4a1.5 1.5 0 0 1-1.5 1.5H7L4.5 12.6V10.5A1.5 1.5 0 0 1 3 9zM15.5 7.5A1.5 1.5 0 0 1 17 9v4a1.5 1.5 0 0 1-1.5 1.5v2L13 14.5H9.5A1.5 1.5 0 0 1 8 13",
  knowledge:
    "M10 5.5C8.5 4.3 6.3 4 3.5 4v11c2.8 0 5 .3 6.5 1.5 1.5-1.2 3.7-1.5 6.5-1.5V4c-2.8 0-5 .3-6.5 1.5zM10 5.5v11",
  digests: "M4.5 3.5h8l3 3v10h-11zM7 13.5v-2M10 13.5v-5M13 13.5v-3.5",
  settings:
    "M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M12.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.5 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5",
  sun: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.5V4M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1",
  moon: "M16.5 11.5A6.5 6.5 0 0 1 8.5 3.5a6.5 6.5 0 1 0 8 8z",
  system: "M3.5 4.5h13v9h-13zM7.5 16.5h5M10 13.5v3",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4.5L6.5 10l5.5 5.5",
  next: "M8 4.5l5.5 5.5L8 15.5",
  down: "M5 8l5 5 5-5",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  plus: "M10 4v12M4 10h12",
  attach:
    "M15.5 9.5L10 15a3.4 3.4 0 0 1-4.8-4.8l6-6a2.3 2.3 0 0 1 3.2 3.2l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.3-5.3",
  send: "M4 10l12.5-6-4 12.5-3-5zM9.5 11.5l3-3",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 12c.8 1.2 1.8 1.7 3 1.7s2.2-.5 3-1.7M7.7 8v.6M12.3 8v.6",
  thread: "M3.5 5h13M3.5 9h8M7.5 13.5h9M7.5 13.5l2-2M7.5 13.5l2 2",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  edit: "M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3zM11.5 6l2.5 2.5",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5",
  eye: "M2.5 10C4.3 6.8 6.8 5 10 5s5.7 1.8 7.5 5c-1.8 3.2-4.3 5-7.5 5s-5.7-1.8-7.5-5zM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  window: "M8 4H4v12h12v-4M11.5 3.5h5v5M16.5 3.5L9.5 10.5",
  warning: "M10 3.5l7 12.5H3zM10 8.5v3.5M10 14v.2",
  upload: "M10 13V4M6.5 7L10 3.5 13.5 7M4 12.5v3.5h12v-3.5",
  file: "M5 3.5h6.5l3.5 3.5v9.5H5zM11.5 3.5V7H15",
  link: "M8.5 11.5l3-3M9 6.5l1.8-1.8a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5l-1.8 1.8a3.2 3.2 0 0 1-4.5-4.5L6.5 9",
  hash: "M8 3.5L6.5 16.5M13.5 3.5L12 16.5M4 7.5h12.5M3.5 12.5H16",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.7 1.8",
  up: "M10 15.5v-11M5.5 9L10 4.5 14.5 9",
  refresh: "M15.8 8A6.2 6.2 0 1 0 16.2 11.5M16 4.5V8h-3.5",
  out: "M8 4H4.5v12H8M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width={name === "more" ? 2.4 : 1.5}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
