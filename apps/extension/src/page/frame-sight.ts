// Whether a frame is seen in the page around it. The script cannot look out of a frame of another origin; the browser
// tells it by an observer whether what is in the frame is drawn, unclipped and not covered.

/** The browser looks again after this at the earliest. */
const delayMs = 100;
const patienceMs = 600;

interface SeenEntry extends IntersectionObserverEntry {
  /** Version 2 of the observer: nothing covers it, and nothing makes it transparent. */
  readonly isVisible?: boolean;
}

/** @param element around the fields, so that its own labels and icons do not count as covering it. */
export function isSeenInFrame(element: Element): Promise<boolean> {
  if (window === window.top) return Promise.resolve(true);
  return new Promise((resolve) => {
    const options = { threshold: [0, 0.5, 1], trackVisibility: true, delay: delayMs };
    let last = false;
    const finish = (isSeen: boolean) => {
      clearTimeout(timer);
      observer.disconnect();
      resolve(isSeen);
    };
    const observer = new IntersectionObserver((entries) => {
      const entry = entries.at(-1) as SeenEntry | undefined;
      last = !!entry && entry.isIntersecting && (entry.isVisible ?? true);
      if (last) finish(true);
    }, options as IntersectionObserverInit);
    const timer = setTimeout(() => finish(last), patienceMs);
    observer.observe(element);
  });
}
