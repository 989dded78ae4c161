// What is known of a key.
import type { Key } from "@hesper/contract";
import { Anchor, Code, Stack, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";

export function KeyFacts({ of }: { of: Key }) {
  const { kind, policy, device, fingerprint, createdAt, activatedAt, lastContactAt, statusChangedAt, wipedAt } = of;
  return (
    <section className="hesper-card" aria-labelledby="key-facts-title">
      <Stack gap="sm">
        <Title order={2} id="key-facts-title">
          About the key
        </Title>
        <dl className="key-facts">
          <Fact label="Kind">{kind === "software" ? "Software key" : kind}</Fact>
          <Fact label="Policy">
            <Anchor component={Link} to="/settings/key-policies" underline="always" inherit>
              {policy.name}
            </Anchor>
          </Fact>
          <Fact label="Device">{device}</Fact>
          <Fact label="Fingerprint" more="The key shows the same: so two people can compare.">
            {fingerprint && <Code>{fingerprint}</Code>}
          </Fact>
          <Fact label="Last contact" more={lastContactAt ? relativeTime(lastContactAt) : ""}>
            {lastContactAt && <Time at={lastContactAt} />}
          </Fact>
          <Fact label="Status changed">
            <Time at={statusChangedAt} />
          </Fact>
          <Fact label="Made">
            <Time at={createdAt} />
          </Fact>
          <Fact label="Activated">{activatedAt && <Time at={activatedAt} />}</Fact>
          {wipedAt && (
            <Fact label="Wiped">
              <Time at={wipedAt} />
            </Fact>
          )}
        </dl>
      </Stack>
    </section>
  );
}

function Fact({ label, more, children }: { label: string; more?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {children ?? (
          <span className="key-none">
            {label === "Last contact" || label === "Activated" ? "Never" : "Not known yet"}
          </span>
        )}
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
