// The title of the browser's tab: the page, then the installation.
import { useEffect } from "react";
import { useKnownInstallation } from "../session/known-installation.ts";

export function useTitle(page: string): void {
  const name = useKnownInstallation()?.name ?? "Hesper";
  useEffect(() => {
    document.title = `${page} · ${name}`;
  }, [page, name]);
}
