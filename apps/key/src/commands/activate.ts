// `hesper-key activate`: makes this machine the key that an administrator has made ready.
import { hostname, type as systemName } from "node:os";
import { type Activation, type ActivationPlace, type Identity, pinProblem } from "@hesper/keyring";
import type { AddCommands } from "../command.ts";
import { syncWith } from "../contact.ts";
import type { Context } from "../context.ts";
import { Failure, failureOf } from "../failure.ts";
import { systemHost } from "../host.ts";
import { askHidden, askNew } from "../input.ts";
import { counted, note, plain, type Result } from "../output.ts";
import { keepUnlocked } from "../unlock.ts";
import { LocalKey } from "../unlocked.ts";
import { version } from "../version.ts";

interface Options {
  readonly server?: string;
  readonly allowHttp?: true;
  readonly linkStdin?: true;
}

const longestDevice = 200;

export const addCommands: AddCommands = (program, action) => {
  program
    .command("activate")
    .summary("activate the key with the link of your administrator")
    .description(
      "Activates the key with the link that your administrator gave you, and chooses its PIN. The link works once. Without a link it is asked for.",
    )
    .argument("[link]", "such as https://hesper.example.org/activate-key#CODE")
    .option("--server <address>", "the address of the server, where you have the code alone")
    .option("--link-stdin", "read the link, or the code, from the first line of the standard input")
    .option("--allow-http", "talk to a server without TLS: anybody on the way can read along")
    .action(action(activateCommand));
};

async function activateCommand(context: Context, options: Options, link?: string): Promise<Result> {
  const { activate, lookAtActivation } = await import("@hesper/keyring");
  const place = await readPlace(options, link);
  const host = systemHost(await context.storage({ mayMake: true }));
  const activation = await lookAtActivation(host, place);
  if (!context.options.json) for (const line of introduction(activation)) note(line);
  const problem = (pin: string) => pinProblem(pin, activation.policy);
  const fromStdin = context.options.pinStdin ?? false;
  const pin = await askNew({ what: "PIN", option: "--pin-stdin", fromStdin }, problem);
  const refusal = problem(pin);
  if (refusal) throw new Failure("weak_pin", refusal);
  const device = `hesper-key ${version} on ${hostname()} (${systemName()})`.slice(0, longestDevice);
  const { identity, ...activated } = await activate(host, activation, { pin, device });
  const accounts = await firstSync(context, identity);
  return {
    value: { ...activated, server: place.server, employee: activation.employee, accounts },
    lines: [
      `The key ${plain(activated.name)} is activated. Its fingerprint, as your administrator sees it too: ${activated.fingerprint}`,
      accounts === null
        ? "The first sync did not succeed. Run: hesper-key sync"
        : `It has ${counted(accounts, "account")}.`,
    ],
  };
}

async function readPlace({ server, allowHttp, linkStdin }: Options, link?: string): Promise<ActivationPlace> {
  const { readActivationLink, readActivationPlace } = await import("@hesper/keyring");
  const what = server === undefined ? "activation link" : "activation code";
  const given = link ?? (await askHidden({ what, option: "--link-stdin", fromStdin: linkStdin ?? false }));
  const allowed = { allowHttp: allowHttp ?? false };
  return server === undefined ? readActivationLink(given, allowed) : readActivationPlace(server, given, allowed);
}

function introduction({ name, employee, installation, policy }: Activation): string[] {
  return [
    `This becomes the key ${plain(name)} of ${plain(employee.name)} (${plain(employee.email)}) at ${plain(installation)}.`,
    `Choose a PIN of at least ${policy.pinMinimumLength} characters. After ${policy.wrongPins} wrong ones the key locks itself.`,
  ];
}

/** @returns how many accounts came; null: the server did not answer, and the key is activated nonetheless. */
async function firstSync(context: Context, identity: Identity): Promise<number | null> {
  context.local = new LocalKey(await context.host(), identity);
  if (context.usesAgent) await keepUnlocked(context, identity);
  try {
    return (await syncWith(context)).stored.length;
  } catch (error) {
    if (!failureOf(error)) throw error;
    return null;
  }
}
