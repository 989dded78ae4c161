// Folders on disk.
import { closeSync, fsyncSync, openSync } from "node:fs";

/** That a file has its name is safe from a power cut only when its folder is on disk. Windows opens no folders. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
