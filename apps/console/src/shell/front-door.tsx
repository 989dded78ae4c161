// The frame of the pages before the log-in: the form, and beside it, where there is room, what this is.
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { IconKey, IconLockAccess, IconShieldCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Mark } from "../brand/mark.tsx";
import { useKnownInstallation } from "../session/known-installation.ts";
import "./front-door.css";

const promises = [
  { icon: IconShieldCheck, text: "A second factor beside every password that matters" },
  { icon: IconKey, text: "Ten recovery codes for the day a phone is lost" },
  { icon: IconLockAccess, text: "On your own server, with every change on record" },
] as const;

export function FrontDoor({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const name = useKnownInstallation()?.name;
  return (
    <div className="front-door">
      <aside className="front-door-panel" aria-label="About Hesper">
        <Group gap="sm">
          <Mark size={36} />
          <Text fw={650} fz={22}>
            Hesper
          </Text>
        </Group>
        <Stack gap="lg">
          <Text fz={28} fw={650} lh={1.25} maw={420}>
            The log-in of your organisation, in your own hands.
          </Text>
          {promises.map(({ icon: Icon, text }) => (
            <Group key={text} gap="sm" wrap="nowrap">
              <Icon size={22} stroke={1.6} color="#f7b733" aria-hidden />
              <Text>{text}</Text>
            </Group>
          ))}
        </Stack>
        <Text size="sm" className="front-door-foot">
          {name === "Hesper" ? "" : name}
        </Text>
      </aside>
      <main className="front-door-main">
        <Stack w="100%" maw={420} gap="lg">
          <Group gap="sm" className="front-door-brand">
            <Mark />
            <Text fw={650} fz={20}>
              Hesper
            </Text>
          </Group>
          <Box>
            <Title order={1}>{title}</Title>
            {lead !== undefined && (
              <Text c="dimmed" mt={4}>
                {lead}
              </Text>
            )}
          </Box>
          {children}
        </Stack>
      </main>
    </div>
  );
}
