export function StopTemporaryPassPage() {
  return null;
}
