// Lists, search and the audit of a large installation against those of a small one: what an index answers costs the same.
import { type Bench, type Engine, type Line, ratio, type Scenario, scenario } from "../scenario.ts";
import { addAdministrator, installed, peopleOf } from "../tools/demo.ts";
import { type LoadRequest, load } from "../tools/load.ts";

type Side = "small" | "large";

const connections = 10;
const sizes = { small: 10_000, large: 1_000_000 };
/** To make a million people takes longer than a quick look may. */
const quickSizes = { small: 100, large: 900 };

/** Each page as somebody opens it: the first one, in each order; what is typed; the latest events. */
export const pages = {
  list: [
    "/employees?limit=50",
    "/employees?limit=50&sort=name&direction=desc",
    "/employees?limit=50&sort=lastLoginAt&direction=desc",
    "/employees?limit=50&sort=department",
    "/employees?limit=50&status=active",
  ],
  search: ["kow", "anna", "anna schmidt", "gra", "ferrari", "d0000123", "müller", "li chen"].map(
    (words) => `/employees?limit=50&search=${encodeURIComponent(words)}`,
  ),
  audit: [
    "/audit-events?limit=50",
    "/audit-events?limit=50&type=login.succeeded",
    "/audit-events?limit=50&outcome=refused",
    "/audit-events?limit=50&type=login.password_failed&outcome=refused",
  ],
} as const;
type Page = keyof typeof pages;

const names: Record<Page, string> = { list: "employees list", search: "employees search", audit: "audit page" };

async function startSide(bench: Bench, engine: Engine, size: number) {
  const hesper = await installed(bench, engine, peopleOf(size));
  const { cookie } = await hesper.inside(addAdministrator);
  const { child, url } = await hesper.start("server");
  const plan = { url, connections, seconds: bench.seconds / 3, status: 200 };
  return async () => {
    const found: Record<string, number> = {};
    for (const [page, paths] of Object.entries(pages)) {
      const requests = paths.map((path): LoadRequest => ({ path: `/api/v1${path}`, headers: { cookie } }));
      const shares = Array.from({ length: connections }, () => requests).flat();
      const { p50Ms, p99Ms, cpuMicroseconds } = await load({ ...plan, requests: shares }, child);
      Object.assign(found, {
        [`${page}P50Ms`]: p50Ms,
        [`${page}P99Ms`]: p99Ms,
        [`${page}CpuMicroseconds`]: cpuMicroseconds,
      });
    }
    return found;
  };
}

function linesOf(engine: Engine): Line<Side>[] {
  const words = engine === "sqlite" ? "SQLite" : "PostgreSQL";
  return (Object.keys(pages) as Page[]).flatMap((page) =>
    (["P50", "P99"] as const).map((which) => ({
      name: `growth-${page}-${which.toLowerCase()}-${engine}`,
      what: `${names[page]} at 1,000,000 rows, ${which.toLowerCase()}, ${words}`,
      against: "the same at 10,000 rows",
      bar: { atMost: 1.5 },
      unit: "times" as const,
      read: ratio<Side>("large", "small", `${page}${which}Ms`),
    })),
  );
}

function growthOn(engine: Engine): Scenario {
  return scenario<Side>({
    name: `growth-${engine}`,
    warmUp: true,
    lines: linesOf(engine),
    async prepare(bench) {
      const { small, large } = bench.isQuick ? quickSizes : sizes;
      return {
        sides: { small: await startSide(bench, engine, small), large: await startSide(bench, engine, large) },
        stop: async () => {},
      };
    },
  });
}

export const growthOnSqlite = growthOn("sqlite");
export const growthOnPostgres = growthOn("postgres");
