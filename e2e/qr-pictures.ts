// Pictures of QR codes, brought to the field "OTP secret" as a person would, and held before the camera.
import type { Page } from "playwright-core";
import encodeQR from "qr";

/** Draws a QR code, with so many pixels for each of its modules, and puts it where `how` says. */
export async function bringPicture(
  page: Page,
  text: string | null,
  pixels: number,
  how: "paste" | "drop",
  type = "image/png",
) {
  const modules = text === null ? null : (encodeQR(text, "raw", { ecc: "medium", border: 4 }) as boolean[][]);
  await page
    .getByLabel("OTP secret", { exact: true })
    .last()
    .evaluate(
      async (field, given) => {
        const size = (given.modules?.length ?? 40) * given.pixels;
        const canvas = document.createElement("canvas");
        canvas.width = size;
        canvas.height = size;
        const context = canvas.getContext("2d");
        if (!context) return;
        context.fillStyle = "#fff";
        context.fillRect(0, 0, size, size);
        context.fillStyle = "#000";
        if (!given.modules) context.fillText("no code", 20, 20);
        for (const [y, line] of (given.modules ?? []).entries()) {
          for (const [x, dark] of line.entries()) {
            if (dark) context.fillRect(x * given.pixels, y * given.pixels, given.pixels, given.pixels);
          }
        }
        const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, given.type));
        const data = new DataTransfer();
        data.items.add(new File([blob ?? ""], "code", { type: given.type }));
        const options = { bubbles: true, cancelable: true };
        field.dispatchEvent(
          given.how === "paste"
            ? new ClipboardEvent("paste", { ...options, clipboardData: data })
            : new DragEvent("drop", { ...options, dataTransfer: data }),
        );
      },
      { modules, pixels, how, type },
    );
}

/** From now on the camera sees a QR code. */
export async function showToCamera(page: Page, text: string): Promise<void> {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: 4 }) as boolean[][];
  await page.evaluate((lines) => {
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 480;
    const context = canvas.getContext("2d");
    const draw = () => {
      if (!context) return;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, 640, 480);
      context.fillStyle = "#000";
      for (const [y, line] of lines.entries())
        for (const [x, dark] of line.entries()) if (dark) context.fillRect(100 + x * 7, 40 + y * 7, 7, 7);
    };
    setInterval(draw, 100);
    const stream = canvas.captureStream(10);
    Object.assign(window, { testStream: stream });
    navigator.mediaDevices.getUserMedia = async () => stream;
  }, modules);
}

/** Whether the camera is on, by its tracks. */
export function cameraStates(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (window as unknown as { testStream: MediaStream }).testStream.getTracks().map(({ readyState }) => readyState),
  );
}
