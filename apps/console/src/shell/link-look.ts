// What a link is for. Looking does not spend it: programs that check mails open every link in them.
import { useQuery } from "@tanstack/react-query";
import { bodyOf, type Refused } from "../session/api.ts";

export function useLinkLook<B>(
  name: "invitation" | "password-reset" | "activation",
  token: string,
  look: (input: { body: { token: string } }) => Promise<{ ok: true; body: B } | Refused>,
) {
  return useQuery({
    queryKey: [name, token],
    queryFn: () => bodyOf(look({ body: { token } })),
    enabled: token !== "",
    // Looked at once: what is being typed must not vanish because the window was left and entered again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
