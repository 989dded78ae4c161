// The page "Import employees": a file is chosen, its columns are matched, what it would do is shown, and then done.
import { Anchor, Stack, Text, Title } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useSession } from "../session/session.ts";
import { ChooseCard } from "./choose-card.tsx";
import { MatchCard } from "./match-card.tsx";
import { ServerImport } from "./server-import.tsx";
import type { Table } from "./table.ts";
import "./employee-import.css";

const route = getRouteApi("/shell/employees/import");

export function ImportEmployeesPage() {
  useTitle("Import employees");
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  return (
    <Stack className="hesper-wide">
      <div>
        <Anchor component={Link} to="/employees" size="sm">
          Employees
        </Anchor>
        <Title order={1}>Import employees</Title>
        <Text c="dimmed">From a CSV file. Before anything happens, you see by row what will.</Text>
      </div>
      {role === "administrator" ? <Import /> : <Text>Administrators import employees.</Text>}
    </Stack>
  );
}

function Import() {
  const { import: id } = route.useSearch();
  const navigate = route.useNavigate();
  const [table, setTable] = useState<Table | null>(null);
  const begin = () => {
    setTable(null);
    void navigate({ search: {} });
  };
  if (id !== undefined) return <ServerImport key={id} id={id} onAnother={begin} />;
  if (table === null) return <ChooseCard onTable={setTable} />;
  return (
    <MatchCard
      table={table}
      onOther={() => setTable(null)}
      onSent={(sent) => void navigate({ search: { import: sent } })}
    />
  );
}
