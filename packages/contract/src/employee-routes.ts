// The routes of employees: the list, one, adding, changing, deleting.

import { z } from "zod";
import { deletion, empty, group, id, link, listOf, person, personStatuses, role } from "./answers.ts";
import { employeeSorts, sortDirections } from "./employee-sorts.ts";
import { email, externalId, listQuery, personName, phone } from "./limits.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const tag = "Employees";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;

const none = "null: none";
/** What an employee may belong to. A department brings its company. */
const belonging = {
  companyId: id.nullable().optional().describe(none),
  departmentId: id.nullable().optional().describe("null: none. Brings its company where none is named"),
  positionId: id.nullable().optional().describe(none),
};
const reaching = {
  phone: phone.nullable().optional().describe(none),
  externalId: externalId.nullable().optional().describe("As another system knows the employee; unique"),
};

/** Of the list, and of what is exported of it. */
const filters = {
  search: z
    .string()
    .max(100)
    .optional()
    .describe("Beginnings of words of the name, email, external id, company or department: all must be found"),
  role: z
    .enum(["administrator", "auditor", "employee", "console"])
    .optional()
    .describe("console: administrators and auditors"),
  status: z.enum(personStatuses).optional(),
  companyId: id.optional(),
  departmentId: id.optional(),
  positionId: id.optional(),
  groupId: id.optional().describe("The members of a group"),
  sort: z.enum(employeeSorts).default("name").describe("department: then by name"),
  direction: z.enum(sortDirections).default("asc"),
};

export const employeeRoutes = {
  listPeople: route({
    name: "listPeople",
    method: "GET",
    path: "/employees",
    summary: "Employees: searched, filtered and sorted",
    tag,
    access: "session",
    roles: seeing,
    query: listQuery.extend({
      // Holds a name, which may have 100 characters of 4 bytes.
      cursor: z.string().max(1024).optional(),
      ...filters,
    }),
    success: {
      status: 200,
      body: listOf(person).extend({
        total: z.int().nullable().describe("How many there are in all; null: many, and they were not counted"),
      }),
    },
    refusals: [],
  }),
  exportEmployees: route({
    name: "exportEmployees",
    method: "GET",
    path: "/employees/export",
    summary: "Download the employees that fit as CSV, safe in spreadsheets; to import it changes nothing",
    tag,
    access: "session",
    roles: seeing,
    query: z.strictObject(filters),
    success: { status: 200, body: null, download: ["text/csv"] },
    refusals: [],
  }),
  createEmployee: route({
    name: "createEmployee",
    method: "POST",
    path: "/employees",
    summary: "Add an employee, who cannot log in before an invitation was accepted",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    body: z.strictObject({
      name: personName,
      email,
      role: role.default("employee"),
      ...reaching,
      ...belonging,
      invite: z.boolean().default(false).describe("Whether to invite the employee to log in"),
    }),
    success: {
      status: 201,
      body: person.extend({
        invitation: z.object(link).nullable().describe("Where `invite` was asked for"),
      }),
    },
    refusals: ["conflict", "reauthentication_required"],
  }),
  getPerson: route({
    name: "getPerson",
    method: "GET",
    path: "/employees/{id}",
    summary: "One employee",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    success: { status: 200, body: person },
    refusals: [],
  }),
  changePerson: route({
    name: "changePerson",
    method: "PATCH",
    path: "/employees/{id}",
    summary: "Change an employee; deactivate or reactivate; what is not named stays",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    body: z.strictObject({
      revision: z.int().min(1).describe("The one that was seen; 409 when it is not the latest"),
      name: personName.optional(),
      email: email.optional().describe("Open links end; both addresses are told"),
      role: role.optional(),
      status: z.enum(["active", "deactivated"]).optional(),
      ...reaching,
      ...belonging,
    }),
    success: { status: 200, body: person },
    refusals: ["conflict", "reauthentication_required"],
  }),
  getDeletion: route({
    name: "getDeletion",
    method: "GET",
    path: "/employees/{id}/deletion",
    summary: "What would go if the employee were deleted",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 200, body: deletion },
    refusals: [],
  }),
  deletePerson: route({
    name: "deletePerson",
    method: "DELETE",
    path: "/employees/{id}",
    summary: "Delete an employee for good",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    success: { status: 204, body: empty },
    refusals: ["conflict", "reauthentication_required"],
  }),
  listGroupsOfEmployee: route({
    name: "listGroupsOfEmployee",
    method: "GET",
    path: "/employees/{id}/groups",
    summary: "The groups that an employee is in, by name",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    query: listQuery.extend({ cursor: z.string().max(1024).optional() }),
    success: { status: 200, body: listOf(group) },
    refusals: [],
  }),
} as const;
