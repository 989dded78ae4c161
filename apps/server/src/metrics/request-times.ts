// How long answers took, as a histogram of Prometheus. The library finds the series of each observation anew by the text of
// its labels, which costs more than the rest of what is done after an answer; here it is at hand.

/** In seconds: an answer without a hash takes a few milliseconds, one that waited for a hash some seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const name = "hesper_http_request_duration_seconds";
const help = "How long answers took, by method, pattern of the route and class of the status";

interface Series {
  /** How many took no longer than each bound, and longer than the one before. */
  readonly counts: number[];
  count: number;
  sum: number;
}

export interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export class RequestTimes {
  /** By route and method, and by the class of the status. */
  readonly #series = new Map<string, Map<string, Series[]>>();

  count({ method, route, status, seconds }: Answered): void {
    const series = this.#find(method, route, Math.floor(status / 100));
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.count += 1;
    series.sum += seconds;
  }

  #find(method: string, route: string, statusClass: number): Series {
    const found = this.#series.get(route)?.get(method)?.[statusClass];
    if (found !== undefined) return found;
    const made: Series = { counts: bounds.map(() => 0), count: 0, sum: 0 };
    const methods = this.#series.get(route) ?? new Map<string, Series[]>();
    const classes = methods.get(method) ?? [];
    classes[statusClass] = made;
    this.#series.set(route, methods.set(method, classes));
    return made;
  }

  /** In the text format of Prometheus. */
  get text(): string {
    const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
    for (const [route, methods] of this.#series) {
      for (const [method, classes] of methods) {
        classes.forEach((series, statusClass) => {
          lines.push(...linesOf(series, `method="${method}",route="${route}",status="${statusClass}xx"`));
        });
      }
    }
    return `${lines.join("\n")}\n`;
  }
}

/** @param labels of few values, all of them ours: there is nothing to escape. */
function linesOf({ counts, count, sum }: Series, labels: string): string[] {
  let upTo = 0;
  const buckets = bounds.map((bound, at) => {
    upTo += counts[at] ?? 0;
    return `${name}_bucket{le="${bound}",${labels}} ${upTo}`;
  });
  const all = [`${name}_bucket{le="+Inf",${labels}} ${count}`, `${name}_sum{${labels}} ${sum}`];
  return [...buckets, ...all, `${name}_count{${labels}} ${count}`];
}
