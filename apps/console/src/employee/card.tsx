// A section of an employee's page: its title, what can be done there, and what is in it.
import { Group, Stack, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface Props {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function SectionCard({ title, action, children }: Props) {
  const id = useId();
  return (
    <section className="hesper-card" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" mih={30}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {action}
        </Group>
        {children}
      </Stack>
    </section>
  );
}
