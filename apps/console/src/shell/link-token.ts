// The token of a link that was mailed, printed or handed over.
import { useEffect, useState } from "react";

/**
 * The token stands after the number sign and is taken out of the address bar, so that no history keeps it.
 * Empty: the link is not complete.
 */
export function useLinkToken(): string {
  const [token, setToken] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const take = () => {
      const found = location.hash.slice(1);
      if (found === "") return;
      setToken(found);
      history.replaceState(history.state, "", location.pathname);
    };
    take();
    // A newer link that is opened over an older one differs only behind the number sign: the page is not loaded again.
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  return token;
}
