// The addresses of the console, and who is let in to which.
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import "./session/handover.ts";
import { readSearch } from "./audit/filters.ts";
import { readSearch as readEmployeeSearch } from "./employee-list/filters.ts";
import { readSearch as readKeySearch } from "./keys/filters.ts";
import { owesSetup, sessionQuery } from "./session/session.ts";
import { NotFound, PageError, PagePending } from "./shell/page-states.tsx";

const setUpAddress = "/profile/two-factor-authentication";
/** Where a person who owes the set-up of a second factor may go. */
const setUpAddresses = [setUpAddress, "/profile/security-keys"];

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/log-in",
  validateSearch: (search: Record<string, unknown>): { returnTo?: string; ended?: boolean } => ({
    ...(typeof search.returnTo === "string" ? { returnTo: search.returnTo } : {}),
    ...(search.ended === true ? { ended: true } : {}),
  }),
  component: lazyRouteComponent(() => import("./log-in/page.tsx"), "LogInPage"),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/set-up",
  component: lazyRouteComponent(() => import("./set-up/page.tsx"), "SetUpPage"),
});

const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "/accept-invitation",
  component: lazyRouteComponent(() => import("./invitations/page.tsx"), "AcceptInvitationPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("./password-resets/forgot-page.tsx"), "ForgotPasswordPage"),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("./password-resets/page.tsx"), "ResetPasswordPage"),
});

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  component: lazyRouteComponent(() => import("./email-changes/page.tsx"), "ConfirmEmailPage"),
});

const stopTemporaryPass = createRoute({
  getParentRoute: () => root,
  path: "/stop-temporary-pass",
  component: lazyRouteComponent(() => import("./temporary-passes/stop-page.tsx"), "StopTemporaryPassPage"),
});

const activateKey = createRoute({
  getParentRoute: () => root,
  path: "/activate-key",
  component: lazyRouteComponent(() => import("./activate-key/page.tsx"), "ActivateKeyPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ context: { queries }, location }) => {
    const session = await queries.fetchQuery({ ...sessionQuery, staleTime: 5_000 });
    if (session === null) throw redirect({ to: "/log-in", search: returnTo(location.href) });
    if ((await owesSetup(queries)) && !setUpAddresses.includes(location.pathname)) throw redirect({ to: setUpAddress });
  },
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
  pendingComponent: PagePending,
  errorComponent: PageError,
  notFoundComponent: NotFound,
});

function returnTo(href: string): { returnTo?: string } {
  return href === "/" ? {} : { returnTo: href };
}

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./home/page.tsx"), "HomePage"),
});

const profile = createRoute({
  getParentRoute: () => shell,
  path: "/profile",
  component: lazyRouteComponent(() => import("./profile/page.tsx"), "ProfilePage"),
});

const profileIndex = createRoute({
  getParentRoute: () => profile,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/profile/general" });
  },
});

const general = createRoute({
  getParentRoute: () => profile,
  path: "/general",
  component: lazyRouteComponent(() => import("./profile/general.tsx"), "GeneralTab"),
});

const twoFactor = createRoute({
  getParentRoute: () => profile,
  path: "/two-factor-authentication",
  validateSearch: (search: Record<string, unknown>): { add?: boolean } => (search.add === true ? { add: true } : {}),
  component: lazyRouteComponent(() => import("./two-factor/page.tsx"), "TwoFactorTab"),
});

const securityKeys = createRoute({
  getParentRoute: () => profile,
  path: "/security-keys",
  component: lazyRouteComponent(() => import("./passkeys/page.tsx"), "PasskeysTab"),
});

/** Where the list stood before: links to it go on. */
const profileAccounts = createRoute({
  getParentRoute: () => profile,
  path: "/accounts",
  beforeLoad: () => {
    throw redirect({ to: "/my-accounts" });
  },
});

const ownAccounts = createRoute({
  getParentRoute: () => shell,
  path: "/my-accounts",
  component: lazyRouteComponent(() => import("./my-accounts/page.tsx"), "OwnAccountsPage"),
});

const myKeys = createRoute({
  getParentRoute: () => shell,
  path: "/my-keys",
  component: lazyRouteComponent(() => import("./my-keys/page.tsx"), "MyKeysPage"),
});

const sessions = createRoute({
  getParentRoute: () => profile,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./sessions/page.tsx"), "SessionsTab"),
});

const employees = createRoute({
  getParentRoute: () => shell,
  path: "/employees",
  validateSearch: readEmployeeSearch,
  component: lazyRouteComponent(() => import("./employee-list/page.tsx"), "EmployeesPage"),
});

const importEmployees = createRoute({
  getParentRoute: () => shell,
  path: "/employees/import",
  validateSearch: (search: Record<string, unknown>): { import?: string } =>
    typeof search.import === "string" ? { import: search.import } : {},
  component: lazyRouteComponent(() => import("./employee-import/page.tsx"), "ImportEmployeesPage"),
});

const employee = createRoute({
  getParentRoute: () => shell,
  path: "/employees/$employeeId",
  component: lazyRouteComponent(() => import("./employee/page.tsx"), "EmployeePage"),
});

const groups = createRoute({
  getParentRoute: () => shell,
  path: "/groups",
  component: lazyRouteComponent(() => import("./groups/page.tsx"), "GroupsPage"),
});

const group = createRoute({
  getParentRoute: () => shell,
  path: "/groups/$groupId",
  component: lazyRouteComponent(() => import("./groups/group-page.tsx"), "GroupPage"),
});

const administrators = createRoute({
  getParentRoute: () => shell,
  path: "/administrators",
  component: lazyRouteComponent(() => import("./employees/page.tsx"), "AdministratorsPage"),
});

const sharedAccounts = createRoute({
  getParentRoute: () => shell,
  path: "/shared-accounts",
  component: lazyRouteComponent(() => import("./shared-accounts/page.tsx"), "SharedAccountsPage"),
});

const keys = createRoute({
  getParentRoute: () => shell,
  path: "/keys",
  validateSearch: readKeySearch,
  component: lazyRouteComponent(() => import("./keys/page.tsx"), "KeysPage"),
});

const key = createRoute({
  getParentRoute: () => shell,
  path: "/keys/$keyId",
  component: lazyRouteComponent(() => import("./keys/key-page.tsx"), "KeyPage"),
});

const leavers = createRoute({
  getParentRoute: () => shell,
  path: "/leavers",
  component: lazyRouteComponent(() => import("./leavers/list-page.tsx"), "LeaversPage"),
});

const leaver = createRoute({
  getParentRoute: () => shell,
  path: "/leavers/$leaverId",
  component: lazyRouteComponent(() => import("./leavers/page.tsx"), "LeaverPage"),
});

const policy = createRoute({
  getParentRoute: () => shell,
  path: "/policy",
  component: lazyRouteComponent(() => import("./policy/page.tsx"), "PolicyPage"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/page.tsx"), "SettingsPage"),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/organisation" });
  },
});

const organisation = createRoute({
  getParentRoute: () => settings,
  path: "/organisation",
  component: lazyRouteComponent(() => import("./organisation/page.tsx"), "OrganisationTab"),
});

const organisationKey = createRoute({
  getParentRoute: () => settings,
  path: "/organisation-key",
  component: lazyRouteComponent(() => import("./organisation-key/page.tsx"), "OrganisationKeyTab"),
});

const keyPolicies = createRoute({
  getParentRoute: () => settings,
  path: "/key-policies",
  component: lazyRouteComponent(() => import("./key-policies/page.tsx"), "KeyPoliciesTab"),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("./audit/page.tsx"), "AuditPage"),
});

const elsewhere = createRoute({
  getParentRoute: () => shell,
  path: "$",
  component: NotFound,
});

const tree = root.addChildren([
  logIn,
  setUp,
  acceptInvitation,
  forgotPassword,
  resetPassword,
  confirmEmail,
  stopTemporaryPass,
  activateKey,
  shell.addChildren([
    home,
    employees,
    importEmployees,
    employee,
    groups,
    group,
    administrators,
    sharedAccounts,
    keys,
    key,
    leavers,
    leaver,
    policy,
    settings.addChildren([settingsIndex, organisation, organisationKey, keyPolicies]),
    audit,
    ownAccounts,
    myKeys,
    profile.addChildren([profileIndex, general, twoFactor, securityKeys, profileAccounts, sessions]),
    elsewhere,
  ]),
]);

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: false,
    // What a page does not read from its address it does not get.
    search: { strict: true },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
