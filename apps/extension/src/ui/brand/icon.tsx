// Small pictures of what a button does, drawn with lines.

const paths = {
  person: "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.4-2.9 2.6-4.5 5.5-4.5s5.1 1.6 5.5 4.5",
  key: "M6 10.500a3.5 3.5 0 1 1 2.6-1.200L14 14M11.5 11.700l1.4-1.400M6 7h.01",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.2 1.5",
  open: "M9.5 2.500h4v4M13.5 2.500L7.5 8.500M11.5 9.500v4h-9v-9h4",
  lock: "M3.5 7.500h9v6h-9zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5",
  menu: "M2.5 4.500h11M2.5 8h11M2.5 11.500h11",
  search: "M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.400L14 14",
  down: "M4 6l4 4 4-4",
  check: "M3 8.500l3.5 3.500L13 4.5",
  warning: "M8 2.500l6.2 11H1.800zM8 6.500v3.500M8 12v.01",
  sync: "M13.5 8a5.5 5.5 0 0 1-10 3.200M2.5 8a5.5 5.5 0 0 1 10-3.200M12.8 2v3h-3M3.2 14v-3h3",
  plus: "M8 3v10M3 8h10",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 9.800a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600z",
  gear: "M8 10.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400zM8 1.800v2M8 12.200v2M1.8 8h2M12.2 8h2M3.6 3.600L5 5M11 11l1.4 1.400M12.4 3.600L11 5M5 11l-1.4 1.4",
  dice: "M3 3h10v10H3zM5.7 5.700v.01M10.3 5.700v.01M8 8v.01M5.7 10.300v.01M10.3 10.300v.01",
  status: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.500V11M8 5v.01",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" className="icon" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
