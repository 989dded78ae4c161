// Says on a page before the log-in what was done, and what comes next.
import { Alert, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";

export function Outcome({ title, children }: { title: string; children: ReactNode }) {
  const alert = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone: keyboard and screen reader go on here.
  useEffect(() => alert.current?.focus({ preventScroll: true }), []);
  return (
    <Alert
      ref={alert}
      role="status"
      tabIndex={-1}
      variant="light"
      color="teal"
      title={title}
      style={{ outline: "none" }}
      icon={<IconCircleCheck aria-hidden />}
    >
      <Stack gap="xs">{children}</Stack>
    </Alert>
  );
}
