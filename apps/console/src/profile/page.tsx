// The profile: its tabs, each with an address of its own.
import { Stack, Tabs, Title } from "@mantine/core";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";

const tabs = [
  { path: "/profile/general", label: "General" },
  { path: "/profile/two-factor-authentication", label: "Two-factor authentication" },
  { path: "/profile/security-keys", label: "Security keys" },
  { path: "/profile/sessions", label: "Sessions" },
] as const;

export function ProfilePage() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <Stack>
      <Title order={1}>Profile</Title>
      <Tabs
        value={pathname}
        onChange={(path) => tabs.some((tab) => tab.path === path) && navigate({ to: path ?? "/profile" })}
      >
        <Tabs.List>
          {tabs.map(({ path, label }) => (
            <Tabs.Tab key={path} value={path}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ path }) => (
          <Tabs.Panel key={path} value={path} pt="lg">
            {path === pathname && <Outlet />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
