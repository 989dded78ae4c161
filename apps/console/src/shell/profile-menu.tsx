// The profile icon in the upper right corner: who is logged in, the profile, the appearance, logging out.
import { ActionIcon, Avatar, type MantineColorScheme, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconLogout, IconUser, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useLogOut, useSession } from "../session/session.ts";

const appearances = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "As the system" },
] as const;

export function ProfileMenu() {
  const user = useSession().data?.user;
  const logOut = useLogOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async () => {
    const refused = await logOut();
    if (!refused.ok) notifications.show({ color: "red", title: "You are still logged in", message: refused.detail });
  };
  return (
    <Menu position="bottom-end" width={240} withinPortal={false} withInitialFocusPlaceholder={false} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" size={40} radius="xl" aria-label="Profile menu">
          <Avatar size={34} color="night" variant="filled" radius="xl" aria-hidden>
            <IconUser size={20} stroke={1.7} />
          </Avatar>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "0.5rem 0.75rem" }}>
          <Text fw={600} truncate>
            {user?.name}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {user?.email}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/profile" leftSection={<IconUserCircle size={16} aria-hidden />}>
          Profile
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label c="dimmed">Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {appearances.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
