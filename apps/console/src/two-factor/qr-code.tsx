// A QR code drawn as SVG, dark on white in both colour schemes: many cameras do not read the inverse.
import encodeQR from "qr";
import { useMemo } from "react";

/** Modules of white around the code (ISO/IEC 18004 asks for four). */
const quietZone = 4;

function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
}

export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const modules = encodeQR(text, "raw", { ecc: "medium", border: quietZone }) as boolean[][];
    return { path: pathOf(modules), size: modules.length };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      style={{ width: "100%", maxWidth: 220, display: "block", borderRadius: 8 }}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
