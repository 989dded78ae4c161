// The route of the dashboard.
import { answer, type Handlers } from "../http/api.ts";
import type { DashboardOfServer } from "./service.ts";

export function dashboardHandlers(dashboard: DashboardOfServer): Pick<Handlers, "getDashboard"> {
  return { getDashboard: async () => answer(await dashboard.read()) };
}
