// Every route of the HTTP API. Other programs rely on it: fields are added, never renamed or removed.
// Before any schema is made.
import "./without-eval.ts";
import { accountRoutes } from "./account-routes.ts";
import { accountTemplateRoutes } from "./account-template-routes.ts";
import { auditRoutes } from "./audit-routes.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { employeeImportRoutes } from "./employee-import-routes.ts";
import { employeeRoutes } from "./employee-routes.ts";
import { groupRoutes } from "./group-routes.ts";
import { keyRoutes } from "./key-routes.ts";
import { leaverRoutes } from "./leaver-routes.ts";
import { logInRoutes } from "./log-in-routes.ts";
import { organisationKeyRoutes } from "./organisation-key-routes.ts";
import { organisationRoutes } from "./organisation-routes.ts";
import { ownKeyRoutes } from "./own-key-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { policyRoutes } from "./policy-routes.ts";
import { profileKeyRoutes } from "./profile-key-routes.ts";
import { profileRoutes } from "./profile-routes.ts";
import { securityKeyRoutes } from "./security-key-routes.ts";
import { sharedAccountRoutes } from "./shared-account-routes.ts";
import { temporaryPassRoutes } from "./temporary-pass-routes.ts";
import { twoFactorRoutes } from "./two-factor-routes.ts";

export const routes = {
  ...logInRoutes,
  ...profileRoutes,
  ...profileKeyRoutes,
  ...securityKeyRoutes,
  ...twoFactorRoutes,
  ...employeeRoutes,
  ...employeeImportRoutes,
  ...organisationRoutes,
  ...groupRoutes,
  ...peopleRoutes,
  ...temporaryPassRoutes,
  ...accountRoutes,
  ...sharedAccountRoutes,
  ...accountTemplateRoutes,
  ...keyRoutes,
  ...ownKeyRoutes,
  ...leaverRoutes,
  ...policyRoutes,
  ...organisationKeyRoutes,
  ...auditRoutes,
  ...dashboardRoutes,
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
