// The accounts of an employee. Loaded apart: sealing brings the vault.
import { lazy, Suspense } from "react";
import { LoadingCard } from "../brand/messages.tsx";
import type { SectionProps } from "./section.ts";

const EmployeeAccounts = lazy(async () => ({
  default: (await import("../accounts/employee-accounts.tsx")).EmployeeAccounts,
}));

export function AccountsSection({ person, acts }: SectionProps) {
  return (
    <Suspense fallback={<LoadingCard height={200} />}>
      <EmployeeAccounts employee={person} acts={acts} />
    </Suspense>
  );
}
