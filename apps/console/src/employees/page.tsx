export function AdministratorsPage() {
  return null;
}
