// The frame of all pages after the log-in: name, navigation, profile menu.
import { AppShell, Burger, Group, NavLink, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAdjustments,
  IconDeviceMobile,
  IconHome,
  IconId,
  IconKey,
  IconListDetails,
  IconSettings,
  IconShare,
  IconUserCircle,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { Mark } from "../brand/mark.tsx";
import { UnlockedBadge } from "../organisation-key/unlocked-badge.tsx";
import { OpenedBadge } from "../security-keys/opened-badge.tsx";
import { useInstallation } from "../session/installation.ts";
import { ProofDialog } from "../session/proof.tsx";
import { useOwedSetUp, useSession } from "../session/session.ts";
import { ProfileMenu } from "./profile-menu.tsx";

/** Brings the vault, which only administrators need. */
const UnlockDialog = lazy(async () => ({
  default: (await import("../organisation-key/unlock-dialog.tsx")).UnlockDialog,
}));

const places = [
  { to: "/", label: "Home", icon: IconHome, for: "all" },
  { to: "/employees", label: "Employees", icon: IconUsers, for: "who sees all" },
  { to: "/groups", label: "Groups", icon: IconUsersGroup, for: "who sees all" },
  { to: "/administrators", label: "Administrators", icon: IconUserShield, for: "who sees all" },
  { to: "/shared-accounts", label: "Shared accounts", icon: IconShare, for: "who sees all" },
  { to: "/keys", label: "Keys", icon: IconKey, for: "who sees all" },
  { to: "/policy", label: "Policy", icon: IconAdjustments, for: "who sees all" },
  { to: "/settings", label: "Settings", icon: IconSettings, for: "who sees all" },
  { to: "/audit", label: "Audit", icon: IconListDetails, for: "who sees all" },
  { to: "/my-accounts", label: "My accounts", icon: IconId, for: "all" },
  { to: "/my-keys", label: "My keys", icon: IconDeviceMobile, for: "all" },
  { to: "/profile", label: "Profile", icon: IconUserCircle, for: "all, also before the set-up" },
] as const;

/** What is closed to a person is not offered. */
function usePlaces() {
  const owesSetUp = useOwedSetUp() !== null;
  const role = useSession().data?.user.role;
  const seesAll = role === "administrator" || role === "auditor";
  return places.filter((place) => {
    if (owesSetUp) return place.for === "all, also before the set-up";
    return seesAll || place.for !== "who sees all";
  });
}

export function Shell() {
  const [open, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const installation = useInstallation().data?.name ?? "";
  const offered = usePlaces();
  const administers = useSession().data?.user.role === "administrator";
  useEffect(() => {
    if (pathname) close();
  }, [pathname, close]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !open } }}
      padding={{ base: "md", sm: "xl" }}
    >
      <a href="#content" className="hesper-skip">
        Skip to content
      </a>
      <AppShell.Header>
        <Group className="hesper-head" h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={open}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Navigation"
              aria-expanded={open}
            />
            <Mark />
            <Text className="hesper-word" fw={650} size="lg">
              Hesper
            </Text>
            {installation !== "" && installation !== "Hesper" && (
              <Text c="dimmed" size="sm" truncate visibleFrom="xs">
                {installation}
              </Text>
            )}
          </Group>
          <Group gap="sm" wrap="nowrap">
            <UnlockedBadge />
            <OpenedBadge />
            <ProfileMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        {offered.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            active={to === "/" ? pathname === "/" : pathname.startsWith(to)}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
            variant="light"
            style={{ borderRadius: "var(--mantine-radius-md)" }}
          />
        ))}
      </AppShell.Navbar>
      <ProofDialog />
      <Suspense>{administers && <UnlockDialog />}</Suspense>
      <AppShell.Main id="content" tabIndex={-1}>
        <div className="hesper-page">
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
