// What one page hands to another beside the address: it stays in this tab, and no address bar shows it.
import "@tanstack/react-router";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What was typed as the email before, so that it need not be typed again. */
    readonly email?: string;
    /** What has just happened, for the log-in page to say. */
    readonly done?: "password_changed";
  }
}
