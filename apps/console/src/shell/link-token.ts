// The token of a link that was mailed, printed or handed over.
import { useEffect, useState } from "react";

/**
 * The token stands after the number sign and is taken out of the address bar, so that no history keeps it.
 * Empty: the link is not complete.
 */
export function useLinkToken(): string {
  const [token, setToken] = useState("");
  useEffect(() => {
    const found = location.hash.slice(1);
    if (found === "") return;
    setToken(found);
    history.replaceState(history.state, "", location.pathname);
  }, []);
  return token;
}
