// The tables of imports of employees, which are forgotten a day after they were begun.
import type { CompanyId, DepartmentId, EmployeeId, EmployeeImportId, PositionId } from "../security/ids.ts";

export interface EmployeeImportTables {
  employee_imports: {
    id: EmployeeImportId;
    made_by: EmployeeId;
    file_name: string;
    /** What the cells of a row are, with commas. */
    columns: string;
    state: "receiving" | "checking" | "checked" | "applying" | "finishing" | "applied" | "discarded";
    /** Why the preview was made anew. */
    note: string | null;
    /** From where it was applied. */
    address: string;
    user_agent: string;
    /** The run of a server that works on it, until when others leave it alone. */
    claimed_by: string | null;
    claimed_until: number;
    created_at: number;
    expires_at: number;
    /** Of all cells. */
    bytes: number;
    rows: number;
    /** How many rows the present state is through with. */
    done: number;
    preview: number;
    created: number;
    changed: number;
    unchanged: number;
    refused: number;
    companies: number;
    departments: number;
    positions: number;
    /** How many rows change what somebody may do, or an email that somebody logs in with. */
    delicate: number;
    /** Whether refused rows are left out. */
    leave_out: 0 | 1;
  };
  employee_import_rows: {
    import_id: EmployeeImportId;
    row: number;
    /** JSON. */
    cells: string;
    email_key: string | null;
    external_id: string | null;
  };
  /** What is to become of each row: the employee as it is to be. */
  employee_import_outcomes: {
    import_id: EmployeeImportId;
    row: number;
    outcome: "created" | "changed" | "unchanged" | "refused";
    reason: string | null;
    /** JSON, as it is shown. */
    changes: string;
    /** Names of the changed columns, with commas. */
    fields: string;
    delicate: 0 | 1;
    /** Of one who is created: the id to be. Null: of a refused row. */
    employee_id: EmployeeId | null;
    /** The one that was seen; null: is to be created. */
    revision: number | null;
    name: string;
    name_key: string;
    email: string;
    email_key: string;
    role: "administrator" | "auditor" | "employee";
    phone: string | null;
    external_id: string | null;
    /** These may be in `employee_import_places` only. */
    company_id: CompanyId | null;
    department_id: DepartmentId | null;
    position_id: PositionId | null;
  };
  /** What rows name that is not there yet, with the id that it is to have. */
  employee_import_places: {
    import_id: EmployeeImportId;
    kind: "companies" | "departments" | "positions";
    /** Of a department; empty of the others. */
    company_id: string;
    name_key: string;
    id: string;
    name: string;
    sort_key: string;
  };
}
