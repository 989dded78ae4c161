// What the server says of itself before anybody is logged in.
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./api.ts";

export const installationQuery = {
  queryKey: ["installation"],
  queryFn: () => bodyOf(api.getInstallation()),
  staleTime: 60_000,
};

export function useInstallation() {
  return useQuery(installationQuery);
}
