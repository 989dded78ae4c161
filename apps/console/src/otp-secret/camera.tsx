// The camera, to scan a QR code. It is on only while this is shown.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";

const millisecondsBetweenLooks = 150;
const longestSide = 800;

function sentenceOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") {
    return "The browser does not let this page use the camera. Allow it beside the address, or paste a picture of the QR code instead.";
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return "The camera is used by another program. Close that one, or paste a picture of the QR code instead.";
  }
  return "There is no camera here. Paste a picture of the QR code, or type the secret.";
}

async function openCamera(): Promise<MediaStream> {
  // Browsers offer it on https and on localhost only.
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotFoundError");
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
}

/** Looks for a code in what the video shows, until it finds one or is told to stop. */
async function scan(video: HTMLVideoElement, isOver: () => boolean): Promise<string | null> {
  const { pixelsOf, readPixels } = await import("./qr-picture.ts");
  while (!isOver()) {
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (width > 0 && height > 0) {
      const text = readPixels(pixelsOf(width, height, (context) => context.drawImage(video, 0, 0, width, height)));
      if (text !== null) return text;
    }
    await new Promise((resolve) => setTimeout(resolve, millisecondsBetweenLooks));
  }
  return null;
}

interface Props {
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

export function Camera({ onText, onClose }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onText);
  found.current = onText;
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let over = false;
    let stream: MediaStream | null = null;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const run = async () => {
      try {
        stream = await openCamera();
        if (over || !video.current) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        const text = await scan(video.current, () => over);
        if (text !== null && !over) found.current(text);
      } catch (error) {
        if (!over) setProblem(sentenceOf(error));
      }
    };
    void run();
    return () => {
      over = true;
      stop();
    };
  }, []);
  return (
    <Stack gap="xs">
      <ErrorMessage>{problem}</ErrorMessage>
      {problem === "" && (
        <>
          <video
            ref={video}
            muted
            playsInline
            aria-label="What the camera sees"
            style={{ width: "100%", maxHeight: 300, borderRadius: 8, background: "#000" }}
          />
          <Text size="sm" role="status">
            Hold the QR code before the camera. The picture stays in this browser.
          </Text>
        </>
      )}
      <Group>
        <Button variant="default" size="xs" onClick={onClose}>
          {problem === "" ? "Stop the camera" : "Close"}
        </Button>
      </Group>
    </Stack>
  );
}
