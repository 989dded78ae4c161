// The menu of one thing: what can be done to it, in groups; what cannot be taken back is red.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDots } from "@tabler/icons-react";

export interface ActionItem<A extends string> {
  readonly action: A;
  readonly label: string;
  readonly icon: typeof IconDots;
  readonly danger?: boolean | undefined;
}

interface Props<A extends string> {
  /** What the thing is called. */
  readonly name: string;
  /** Empty groups are left out. */
  readonly groups: readonly (readonly ActionItem<A>[])[];
  readonly onAct: (action: A) => void;
  /** Whether the button says "Actions"; else there are three dots, as in a row. */
  readonly labelled?: boolean;
}

export function ActionMenu<A extends string>({ name, groups, onAct, labelled = false }: Props<A>) {
  const shown = groups.filter((group) => group.length > 0);
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false} shadow="md">
      <Menu.Target>
        {labelled ? (
          <Button variant="default" flex="none" rightSection={<IconChevronDown size={16} aria-hidden />}>
            Actions
          </Button>
        ) : (
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Actions for ${name}`}>
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {shown.map((group, index) => [
          index > 0 && <Menu.Divider key={`divider-${group[0]?.action}`} />,
          ...group.map(({ action, label, icon: Icon, danger }) => (
            <Menu.Item
              key={action}
              leftSection={<Icon size={16} aria-hidden />}
              className={danger ? "hesper-danger" : undefined}
              onClick={() => onAct(action)}
            >
              {label}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
