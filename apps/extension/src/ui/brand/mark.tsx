// Hesper's mark: the evening star above the horizon.

export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#262f6b" />
      <path fill="#f7b733" d="M16 4.5c.9 6.4 2.6 8.1 9 9-6.4.9-8.1 2.6-9 9-.9-6.4-2.6-8.1-9-9 6.4-.9 8.1-2.6 9-9z" />
      <path stroke="#aab4ea" strokeWidth="2" strokeLinecap="round" d="M8 26.5h16" />
    </svg>
  );
}
