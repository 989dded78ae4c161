// Remembering whether an address is believed changes no answer, however many addresses come.
import { compile } from "@fastify/proxy-addr";
import { expect, it } from "vitest";
import { trustIn } from "./trusted-proxies.ts";

it("answers as without it: the first time, again, and after more addresses than are remembered", () => {
  const proxies = ["10.0.0.0/8", "127.0.0.1", "2001:db8::/32"];
  const [asked, remembered] = [compile(proxies), trustIn(proxies)];
  const some = ["10.1.2.3", "11.1.2.3", "127.0.0.1", "::ffff:10.1.2.3", "2001:db8::7", "2001:db9::7"];
  const many = Array.from({ length: 1500 }, (_, at) => `${at % 2 === 0 ? 10 : 203}.0.${at >> 8}.${at & 255}`);
  for (const address of [...some, ...some, ...many, ...some]) {
    expect([address, remembered(address, 0)]).toEqual([address, asked(address, 0)]);
  }
});
