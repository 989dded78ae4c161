// From the page of the log-in to the console, which is loaded then: what goes along stays in the history of this tab.

export interface Arriving {
  readonly recoveryCodesLeft?: number | null;
  readonly email?: string;
}

const key = "arriving";

/** Loads the console at a path of its own. */
export function arriveAt(path: string, arriving: Arriving): void {
  history.pushState({ [key]: arriving }, "", path);
  location.reload();
}

/** What came along; to be asked before the router makes the history its own. */
export function arrived(): Arriving {
  return (history.state as { [key]?: Arriving } | null)?.[key] ?? {};
}
