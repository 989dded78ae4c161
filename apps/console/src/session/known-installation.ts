// What the server says of itself, for pages that may have no way to ask: the page of the log-in has it from its own text.
import type { Client } from "@hesper/contract/client";
import { createContext, useContext } from "react";

type Answered = Awaited<ReturnType<Client["getInstallation"]>>;
export type Installation = Extract<Answered, { ok: true }>["body"];

/** Undefined: it is not known yet. */
export const KnownInstallation = createContext<Installation | undefined>(undefined);

export function useKnownInstallation(): Installation | undefined {
  return useContext(KnownInstallation);
}

/** What the server wrote into the page; undefined: nothing, as where the page comes from a server for development. */
export function writtenInstallation(): Installation | undefined {
  const text = document.getElementById("installation")?.textContent;
  return text ? ((JSON.parse(text) as Installation | null) ?? undefined) : undefined;
}
