// Every route of the HTTP API. Other programs rely on it: fields are added, never renamed or removed.
import { logInRoutes } from "./log-in-routes.ts";
import { profileRoutes } from "./profile-routes.ts";
import { twoFactorRoutes } from "./two-factor-routes.ts";

export const routes = { ...logInRoutes, ...profileRoutes, ...twoFactorRoutes } as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
