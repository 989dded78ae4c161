// The tab "General": who the person is for Hesper.
import { SimpleGrid, Text } from "@mantine/core";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { useSession } from "../session/session.ts";

const roles = { administrator: "Administrator", auditor: "Auditor", employee: "Employee" } as const;

export function GeneralTab() {
  useTitle("Profile");
  const user = useSession().data?.user;
  if (!user) return <LoadingCard height={120} />;
  const facts = [
    ["Name", user.name],
    ["Email", user.email],
    ["Role", roles[user.role]],
  ] as const;
  return (
    <section className="hesper-card" aria-label="General">
      <SimpleGrid component="dl" cols={{ base: 1, xs: 3 }} m={0}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <Text component="dt" size="sm" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} fw={550} style={{ overflowWrap: "anywhere" }}>
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </section>
  );
}
