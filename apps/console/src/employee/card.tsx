// A section of an employee's page: its title, what can be done there, and what is in it.
import { Group, Stack, Title } from "@mantine/core";
import { type ReactNode, type Ref, useId } from "react";

interface Props {
  readonly title: string;
  readonly action?: ReactNode;
  /** The heading, for the focus when what had it is gone. */
  readonly heading?: Ref<HTMLHeadingElement>;
  readonly children: ReactNode;
}

export function SectionCard({ title, action, heading, children }: Props) {
  const id = useId();
  return (
    <section className="hesper-card" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" mih={30}>
          <Title order={2} id={id} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {action}
        </Group>
        {children}
      </Stack>
    </section>
  );
}
