// Which page is shown: what stands after the number sign of the address.
import { useEffect, useState } from "react";

export type Route =
  | { readonly page: "status" | "settings" | "generator" | "activate" | "offers" | "accounts" }
  | { readonly page: "add"; readonly url: string }
  /** `tab`: from which the person came, and to which they go back; null: none. */
  | { readonly page: "unlock"; readonly tab: number | null }
  | { readonly page: "account" | "edit"; readonly account: string };

const simple = ["status", "settings", "generator", "activate", "offers"] as const;

export function readRoute(hash: string): Route {
  const [name = "", rest = "", last = ""] = hash.replace(/^#/, "").split("/");
  const page = simple.find((one) => one === name);
  if (page) return { page };
  if (name === "unlock") return { page: "unlock", tab: /^\d{1,15}$/.test(rest) ? Number(rest) : null };
  if (name === "add") return { page: "add", url: decoded(rest) };
  if (name === "account" && rest !== "") return { page: last === "edit" ? "edit" : "account", account: rest };
  return { page: "accounts" };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const look = () => setHash(location.hash);
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  return readRoute(hash);
}

export function go(hash: string): void {
  location.hash = hash;
}
