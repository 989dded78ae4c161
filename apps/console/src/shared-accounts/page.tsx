// The page "Shared accounts": made once and given to many; and the templates of all accounts.
import { Stack, Tabs, Text, Title } from "@mantine/core";
import { useState } from "react";
import { TemplatesPanel } from "../account-templates/templates-panel.tsx";
import { useTitle } from "../brand/document-title.ts";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { useSession } from "../session/session.ts";
import { SharedAccountList } from "./shared-account-list.tsx";

const tabs = [
  { value: "shared", label: "Shared accounts" },
  { value: "templates", label: "Templates" },
] as const;

export function SharedAccountsPage() {
  useTitle("Shared accounts");
  const [tab, setTab] = useState<string>("shared");
  const role = useSession().data?.user.role;
  if (role === undefined || role === "employee") return <NotForEmployees title="Shared accounts" />;
  const acts = role === "administrator";
  return (
    <Stack>
      <div>
        <Title order={1}>Shared accounts</Title>
        <Text c="dimmed">Made once, and given to employees and groups. Each of them has the same login.</Text>
      </div>
      <Tabs value={tab} onChange={(value) => setTab(value ?? "shared")} keepMounted={false}>
        <Tabs.List>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="shared" pt="lg">
          <SharedAccountList acts={acts} />
        </Tabs.Panel>
        <Tabs.Panel value="templates" pt="lg">
          <TemplatesPanel acts={acts} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
