// The access to all sites: whether the browser gives it, which pages of the extension ask for.
import { useEffect, useState } from "react";

/** The same that the manifest asks for as optional. */
export const everySite = { origins: ["https://*/*", "http://*/*"] };

/** Without it nothing is filled in a tab that the person was not in when they asked. False until it is known. */
export function useEverySite(): boolean {
  const [isGiven, setGiven] = useState(false);
  useEffect(() => {
    chrome.permissions.contains(everySite).then(setGiven, () => setGiven(false));
  }, []);
  return isGiven;
}
