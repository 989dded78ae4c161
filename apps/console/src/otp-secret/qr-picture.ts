// Finds a QR code in a picture and reads it. Loaded when the first picture is there; nothing of it leaves the browser.
import { decodeQR } from "qr/decode.js";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8ClampedArray;
}

/** A photograph has more than a code needs; its longer side is brought down to these, one after the other. */
const sides = [1200, 640, 2400] as const;
/** A code of one pixel for each module is too small for the reader. */
const smallSide = 240;
const millisecondsPerTry = 400;

/** @returns null where no QR code is found in it. */
export function readPixels({ width, height, data }: Pixels): string | null {
  try {
    return decodeQR({ width, height, data }, { format: "RGBA", effort: 3, timeLimit: millisecondsPerTry });
  } catch {
    return null;
  }
}

/** The sizes in which a picture is looked at, each once. @returns factors of its size. */
export function scalesFor(width: number, height: number): number[] {
  const longer = Math.max(width, height);
  if (longer <= smallSide) return [4, 1, 8];
  const factors = sides.map((side) => Math.min(1, side / longer));
  return [...new Set(longer <= 1200 ? [1, ...factors, 2] : factors)];
}

/**
 * @param picture PNG, JPEG or whatever else this browser shows.
 * @returns what the code says; `no_code`: there is none to be found; `no_picture`: the browser cannot show it.
 */
export async function readPicture(picture: Blob): Promise<{ text: string } | { problem: "no_code" | "no_picture" }> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    return { problem: "no_picture" };
  }
  try {
    for (const scale of scalesFor(bitmap.width, bitmap.height)) {
      const text = readPixels(drawn(bitmap, scale));
      if (text !== null) return { text };
      // The page stays alive between the tries.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return { problem: "no_code" };
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap: ImageBitmap, scale: number): Pixels {
  // The white around the code may be missing in a picture that was cut tightly.
  const border = 16;
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  return pixelsOf((width ?? 1) + 2 * border, (height ?? 1) + 2 * border, (context) => {
    context.imageSmoothingEnabled = scale < 1;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, border, border, width ?? 1, height ?? 1);
  });
}

/** Draws on white, since some pictures have no background, and gives the pixels. */
export function pixelsOf(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): Pixels {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no pictures.");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  draw(context);
  return context.getImageData(0, 0, width, height);
}
