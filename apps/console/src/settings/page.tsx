// The settings of the organisation: tabs, each with an address of its own.
import { Stack, Tabs, Title } from "@mantine/core";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";

const tabs = [
  { path: "/settings/organisation", label: "Organisation" },
  { path: "/settings/organisation-key", label: "Organisation key" },
  { path: "/settings/key-policies", label: "Key policies" },
] as const;

export function SettingsPage() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <Stack>
      <Title order={1}>Settings</Title>
      <Tabs
        value={pathname}
        onChange={(path) => {
          const tab = tabs.find((one) => one.path === path);
          if (tab) navigate({ to: tab.path });
        }}
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
