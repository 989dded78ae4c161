// The profile: its tabs, each with an address of its own.
import { Anchor, Stack, Tabs, Text, Title } from "@mantine/core";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useOwedSetUp } from "../session/session.ts";

const tabs = [
  { path: "/profile/general", label: "General", forSetUp: false },
  { path: "/profile/two-factor-authentication", label: "Two-factor authentication", forSetUp: true },
  { path: "/profile/security-keys", label: "Security keys", forSetUp: true },
  { path: "/profile/sessions", label: "Sessions", forSetUp: false },
] as const;

export function ProfilePage() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  // What is closed until a second factor is set up is not offered.
  const owesSetUp = useOwedSetUp() !== null;
  const offered = tabs.filter(({ forSetUp }) => forSetUp || !owesSetUp);
  return (
    <Stack>
      <div>
        <Title order={1}>Profile</Title>
        {!owesSetUp && (
          <Text size="sm" c="dimmed">
            Your accounts stand under{" "}
            <Anchor component={Link} to="/my-accounts" underline="always" inherit>
              My accounts
            </Anchor>
            , what holds them under{" "}
            <Anchor component={Link} to="/my-keys" underline="always" inherit>
              My keys
            </Anchor>
            .
          </Text>
        )}
      </div>
      <Tabs
        value={pathname}
        onChange={(path) => offered.some((tab) => tab.path === path) && navigate({ to: path ?? "/profile" })}
      >
        <Tabs.List>
          {offered.map(({ path, label }) => (
            <Tabs.Tab key={path} value={path}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {offered.map(({ path }) => (
          <Tabs.Panel key={path} value={path} pt="lg">
            {path === pathname && <Outlet />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
