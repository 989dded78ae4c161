// What the script does in one document: it looks, fills what the worker asks for, and shows marks and offers where those
// are switched on.

import { Marks } from "../mark/marks.ts";
import { showOfferBar } from "../mark/offer-bar.ts";
import type { ContentAnswer } from "../messages/from-content.ts";
import type { FillOrder, FrameReport, WorkerRequest } from "../messages/to-content.ts";
import { bodyOf, documentElementOf, focusedIn } from "../page/dom.ts";
import { fieldsOf, fill } from "../page/fill.ts";
import { type FoundForm, findForms } from "../page/find.ts";
import { isSeenInFrame } from "../page/frame-sight.ts";
import { type Submissions, watchSubmissions } from "../page/submissions.ts";
import { type Watch, watch } from "../page/watch.ts";
import { fieldsSeenIn, fillAnswerOf, frameReportOf } from "./reports.ts";
import { isAlive, say } from "./worker-line.ts";

/** A page that shows no field yet may be about to: it is not yet said that it has none. */
const firstWordMs = 1200;

export class Script {
  #watch: Watch | null = null;
  #marks: Marks | null = null;
  #submissions: Submissions | null = null;
  #said: string | null = null;
  #offers = false;
  readonly #beganMs = performance.now();

  /** Looks from the beginning, so that nothing is missed until it is known what is wanted here. */
  start(): void {
    this.#submissions = this.#watchSubmissions();
    this.#watch = watch(document, (forms) => this.#onFound(forms));
    // Without a field nothing was said yet.
    setTimeout(() => void this.#report(this.#watch?.forms() ?? findForms(document).forms), firstWordMs);
  }

  async answer(request: WorkerRequest): Promise<unknown> {
    if (request.do === "look") return await this.#look();
    if (request.do === "fill") return await this.#fill(request);
    if (request.do === "settings") this.#apply(request);
    if (request.do === "show_offer" && window === window.top) this.#showOffer(request.offer);
    return { done: true };
  }

  /** A frame that no person sees shows nothing. */
  async #look(): Promise<FrameReport> {
    const { forms } = findForms(document);
    const isSeen =
      forms[0] === undefined ||
      (await this.#withoutMarks(() => isSeenInFrame(forms[0]?.container ?? document.documentElement)));
    return frameReportOf(isSeen ? forms : [], hasKeyboard());
  }

  /** In a frame they would count as something that covers its fields. */
  async #withoutMarks<T>(work: () => Promise<T>): Promise<T> {
    if (window !== window.top) this.#marks?.show([]);
    try {
      return await work();
    } finally {
      this.#marks?.show(this.#watch?.forms() ?? []);
    }
  }

  async #fill({ origin, site, untilMs, login, password, code }: FillOrder): Promise<unknown> {
    const isInTime = () => Date.now() <= untilMs;
    const report = await this.#withoutMarks(() => fill({ login, password, code }, { origin, site }, isInTime));
    this.#submissions?.noteFilled(
      findForms(document)
        .forms.flatMap(fieldsOf)
        .map(({ element }) => element),
    );
    return fillAnswerOf(report);
  }

  #showOffer(offer: "save" | "update"): void {
    showOfferBar(offer, {
      onPressed: () => void say({ say: "offer_pressed" }),
      onClosed: () => void say({ say: "offer_closed" }),
    });
  }

  async #report(forms: readonly FoundForm[]): Promise<void> {
    const fields = fieldsSeenIn(forms);
    const isTooSoon = forms.length === 0 && this.#said === null && performance.now() - this.#beganMs < firstWordMs;
    const text = JSON.stringify(fields);
    if (isTooSoon || text === this.#said) return;
    this.#said = text;
    const answer = await say({ say: "fields", fields });
    if (answer) this.#apply(answer);
  }

  #apply({ marks, offers }: ContentAnswer): void {
    if (marks) this.#marks ??= new Marks(() => void say({ say: "mark_pressed" }));
    else this.#marks = stopped(this.#marks);
    this.#offers = offers;
    if (offers) this.#submissions ??= this.#watchSubmissions();
    else this.#submissions = stopped(this.#submissions);
    if (marks || offers) this.#watch ??= watch(document, (forms) => this.#onFound(forms));
    else this.#watch = stopped(this.#watch);
    this.#marks?.show(this.#watch?.forms() ?? []);
  }

  #watchSubmissions(): Submissions {
    return watchSubmissions(document, {
      onSent: (sent) => this.#offers && void say({ say: "submitted", ...sent }),
      onOutcome: (asksAgain) => this.#offers && void say({ say: "outcome", asksAgain }),
    });
  }

  #onFound(forms: readonly FoundForm[]): void {
    if (!isAlive()) this.#apply({ marks: false, offers: false });
    this.#marks?.show(forms);
    void this.#report(forms);
  }
}

/** @returns null, for what is stopped. */
function stopped(one: { readonly stop: () => void } | null): null {
  one?.stop();
  return null;
}

/** Whether the keyboard is in a field of this document; behind the pop-up the browser still remembers where it was. */
function hasKeyboard(): boolean {
  const focused = focusedIn(document);
  return (
    focused !== null &&
    focused !== bodyOf(document) &&
    focused !== documentElementOf(document) &&
    !(focused instanceof HTMLIFrameElement)
  );
}
