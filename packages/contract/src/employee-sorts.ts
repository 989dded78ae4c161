// How the list of employees may be sorted.

export const employeeSorts = ["name", "email", "department", "createdAt", "lastLoginAt"] as const;
export const sortDirections = ["asc", "desc"] as const;
