// What is known of a key.
import type { Key } from "@hesper/contract";
import { Anchor, Code, Stack, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";
import { contactNames, kindName, noContact } from "./words.ts";

export function KeyFacts({ of }: { of: Key }) {
  const { kind, policy, device, fingerprint, createdAt, activatedAt, lastContactAt, statusChangedAt, wipedAt } = of;
  return (
    <section className="hesper-card" aria-labelledby="key-facts-title">
      <Stack gap="sm">
        <Title order={2} id="key-facts-title">
          About the key
        </Title>
        <dl className="key-facts">
          <Fact label="Kind">{kindName(of)}</Fact>
          {kind === "software" && (
            <Fact label="Policy">
              <Anchor component={Link} to="/settings/key-policies" underline="always" inherit>
                {policy.name}
              </Anchor>
            </Fact>
          )}
          <Fact label="Device">{device}</Fact>
          <Fact
            label="Fingerprint"
            more={`${kind === "software" ? "The key" : "My keys of its employee"} shows the same: so two people can compare.`}
          >
            {fingerprint && <Code>{fingerprint}</Code>}
          </Fact>
          <Fact
            label={contactNames[kind]}
            none={noContact[kind]}
            more={lastContactAt ? relativeTime(lastContactAt) : ""}
          >
            {lastContactAt && <Time at={lastContactAt} />}
          </Fact>
          <Fact label="Status changed">
            <Time at={statusChangedAt} />
          </Fact>
          <Fact label="Made">
            <Time at={createdAt} />
          </Fact>
          <Fact label="Activated" none="Never">
            {activatedAt && <Time at={activatedAt} />}
          </Fact>
          {kind === "software" && wipedAt && (
            <Fact label="Wiped">
              <Time at={wipedAt} />
            </Fact>
          )}
        </dl>
      </Stack>
    </section>
  );
}

interface FactProps {
  readonly label: string;
  readonly more?: string;
  /** Said where there is nothing to show. */
  readonly none?: string;
  readonly children: ReactNode;
}

function Fact({ label, more, none = "Not known yet", children }: FactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {children ?? <span className="key-none">{none}</span>}
        {children && more && <div className="key-more">{more}</div>}
      </dd>
    </div>
  );
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={relativeTime(at)}>
      {exactTime(at)}
    </time>
  );
}
