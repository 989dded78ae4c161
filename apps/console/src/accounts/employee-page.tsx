// The accounts of an employee on a page of their own.
import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { api, bodyOf } from "../session/api.ts";
import { EmployeeAccounts } from "./employee-accounts.tsx";

export function EmployeeAccountsPage() {
  const { id = "" } = useParams({ strict: false });
  const employee = useQuery({
    queryKey: ["people", "one", id],
    queryFn: () => bodyOf(api.getPerson({ params: { id } })),
  });
  useTitle(employee.data ? `Accounts of ${employee.data.name}` : "Accounts");
  if (employee.isPending) return <LoadingCard height={240} />;
  if (employee.isError) return <LoadError error={employee.error} retry={() => employee.refetch()} />;
  return (
    <Stack>
      <Title order={1}>{employee.data.name}</Title>
      <EmployeeAccounts employee={employee.data} />
    </Stack>
  );
}
