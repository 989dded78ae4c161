// Temporary passes as the server has them: issuing, approving, taking back, and stopping one's own.
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import { useLiveInterval } from "../session/live.ts";

const lookEveryMs = 15_000;
const refreshed = ["temporary-passes", "next-steps"];

/** Those that wait for approval or can be used. */
export function useOpenPasses() {
  const refetchInterval = useLiveInterval(lookEveryMs);
  return useQuery({
    queryKey: ["temporary-passes"],
    queryFn: () => bodyOf(api.listTemporaryPasses()),
    refetchInterval,
  });
}

export const useIssuePass = () =>
  useChange(
    ({ personId, reason }: { personId: string; reason: string }) =>
      api.issueTemporaryPass({ params: { id: personId }, body: { reason } }),
    [...refreshed, "people"],
  );
export const useApprovePass = () => useChange((id: string) => api.approveTemporaryPass({ params: { id } }), refreshed);
export const useWithdrawPass = () =>
  useChange((id: string) => api.withdrawTemporaryPass({ params: { id } }), refreshed);
export const useStopOwnPass = () => useChange((_: null) => api.stopOwnTemporaryPass(), [...refreshed, "events"]);
