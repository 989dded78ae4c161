// The page "Policy": the settings of the installation and how mail is doing; auditors look, administrators change.
import type { Policy } from "@hesper/contract";
import { Stack, Text, Title } from "@mantine/core";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { useSession } from "../session/session.ts";
import { PolicyEditor } from "./editor.tsx";
import { settingGroups } from "./fields.ts";
import { MailCard } from "./mail-card.tsx";
import { usePolicy } from "./policy.ts";
import { SettingWords } from "./setting-row.tsx";
import "./policy.css";

export function PolicyPage() {
  useTitle("Policy");
  const policy = usePolicy();
  const changes = useSession().data?.user.role === "administrator";
  return (
    <Stack>
      <div>
        <Title order={1}>Policy</Title>
        <Text c="dimmed">
          {changes
            ? "These settings hold for everybody. Before anything is saved, you see what it will do."
            : "These settings hold for everybody. Administrators change them; you see them as they are."}
        </Text>
      </div>
      {policy.isPending && [320, 420, 220].map((height) => <LoadingCard key={height} height={height} />)}
      {policy.isError && !policy.data && <LoadError error={policy.error} retry={() => policy.refetch()} />}
      {policy.data && changes && (
        <PolicyEditor policy={policy.data}>
          <MailCard />
        </PolicyEditor>
      )}
      {policy.data && !changes && (
        <>
          <PolicySheet policy={policy.data} />
          <MailCard />
        </>
      )}
    </Stack>
  );
}

function PolicySheet({ policy }: { policy: Policy }) {
  return settingGroups.map(({ title, fields }) => (
    <section key={title} className="hesper-card" aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      <dl className="policy-sheet">
        {fields.map((field) => (
          <SettingWords key={field} field={field} value={policy[field]} />
        ))}
      </dl>
    </section>
  ));
}
