// Which addresses are those of proxies that are believed. Asked of every request, and mostly of the same addresses.
import { compile } from "@fastify/proxy-addr";

const mostRemembered = 1000;

/** @param proxies addresses, ranges (CIDR), or names of ranges such as `loopback`. */
export function trustIn(proxies: readonly string[]): (address: string, hop: number) => boolean {
  const isTrusted = compile([...proxies]);
  const known = new Map<string, boolean>();
  return (address, hop) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    const answer = isTrusted(address, hop);
    if (known.size >= mostRemembered) known.clear();
    known.set(address, answer);
    return answer;
  };
}
