// The title of the browser's tab: the page, then the installation.
import { useEffect } from "react";
import { useInstallation } from "../session/installation.ts";

export function useTitle(page: string): void {
  const name = useInstallation().data?.name ?? "Hesper";
  useEffect(() => {
    document.title = `${page} · ${name}`;
  }, [page, name]);
}
