// What becomes of each entry, with a choice for each; and what cannot be taken, with the reason.
import { entryRefusals } from "@hesper/vault/import";
import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useState } from "react";
import { counted } from "../brand/times.ts";
import type { ImportPlan } from "./use-import.ts";
import "../accounts/accounts.css";

/** More than this at once makes a browser slow. */
const shownAtOnce = 200;

interface Props {
  readonly plan: ImportPlan;
  /** Indexes of the rows. */
  readonly chosen: ReadonlySet<number>;
  readonly onChoose: (chosen: ReadonlySet<number>) => void;
}

export function Preview({ plan, chosen, onChoose }: Props) {
  const [shown, setShown] = useState(shownAtOnce);
  const possible = plan.rows.flatMap(({ obstacle }, index) => (obstacle === null ? [index] : []));
  const all = chosen.size === possible.length && possible.length > 0;
  const toggle = (index: number) => {
    const next = new Set(chosen);
    if (!next.delete(index)) next.add(index);
    onChoose(next);
  };
  return (
    <>
      <Checkbox
        label="All that can be taken"
        checked={all}
        indeterminate={!all && chosen.size > 0}
        disabled={possible.length === 0}
        onChange={() => onChoose(new Set(all ? [] : possible))}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by the keyboard. */}
      <section className="account-import-rows" aria-label="Entries of the file" tabIndex={0}>
        <table className="accounts-table" aria-label="What will be created">
          <thead>
            <tr>
              <th scope="col">Take</th>
              <th scope="col">Name</th>
              <th scope="col">Login</th>
              <th scope="col">Holds</th>
            </tr>
          </thead>
          <tbody>
            {plan.rows.slice(0, shown).map((row, index) => (
              <tr key={row.place}>
                <td>
                  <Checkbox
                    aria-label={`Take ${row.details.name}, ${row.place}`}
                    checked={chosen.has(index)}
                    disabled={row.obstacle !== null}
                    onChange={() => toggle(index)}
                  />
                </td>
                <td>
                  <Text fw={550} size="sm">
                    {row.details.name}
                  </Text>
                  {[...(row.obstacle === null ? [] : [row.obstacle]), ...row.remarks].map((remark) => (
                    <Text key={remark} size="sm" c="dimmed">
                      {remark}
                    </Text>
                  ))}
                </td>
                <td>
                  <Text size="sm">{row.details.login}</Text>
                </td>
                <td>
                  <Text size="sm">{holds(row)}</Text>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {plan.rows.length > shown && (
          <Button variant="default" size="xs" my="sm" onClick={() => setShown(shown + shownAtOnce)}>
            Show more
          </Button>
        )}
        {plan.refused.length > 0 && <Refused refused={plan.refused} />}
      </section>
    </>
  );
}

function holds({ secrets, hasOtp }: ImportPlan["rows"][number]): string {
  const parts = [secrets.password === null ? "" : "password", hasOtp ? "OTP secret" : "", secrets.notes ? "notes" : ""];
  return parts.filter((part) => part !== "").join(", ");
}

function Refused({ refused }: Pick<ImportPlan, "refused">) {
  return (
    <Group gap={4} mt="sm" style={{ flexDirection: "column", alignItems: "flex-start" }}>
      <Text fw={550} size="sm">
        {counted(refused.length, "entry", "entries")} cannot be taken
      </Text>
      {refused.slice(0, shownAtOnce).map(({ place, name, reason }) => (
        <Text key={place} size="sm">
          {name === "" ? place : `${name} (${place})`}: {entryRefusals[reason]}
        </Text>
      ))}
    </Group>
  );
}
