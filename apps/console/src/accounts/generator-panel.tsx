// The settings by which a password is generated, remembered in this tab; each change makes a new one.
import { Button, Checkbox, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import {
  type GeneratorSettings,
  generatePassword,
  generatorLengths,
  rememberedGenerator,
  rememberGenerator,
} from "./generate-password.ts";

const choices = [
  { name: "letters", label: "Letters" },
  { name: "digits", label: "Digits" },
  { name: "signs", label: "Signs" },
  { name: "noLookAlikes", label: "No look-alikes (0 and O, 1, I and l)" },
] as const;

export function GeneratorPanel({ onPassword }: { onPassword: (password: string) => void }) {
  const [settings, setSettings] = useState(rememberedGenerator);
  const make = useRef(onPassword);
  make.current = onPassword;
  useEffect(() => {
    const password = generatePassword(settings);
    if (password !== "") make.current(password);
  }, [settings]);
  const change = (next: Partial<GeneratorSettings>) => {
    const changed = { ...settings, ...next };
    setSettings(changed);
    rememberGenerator(changed);
  };
  const isNothing = !settings.letters && !settings.digits && !settings.signs;
  const { least, most } = generatorLengths;
  return (
    <Stack gap="xs" className="account-part" role="group" aria-label="How to generate">
      <Group gap="md" align="flex-end">
        <NumberInput
          label="Length"
          w={96}
          min={least}
          max={most}
          allowDecimal={false}
          clampBehavior="blur"
          value={settings.length}
          onChange={(value) => {
            const length = Number(value);
            if (Number.isInteger(length) && length >= least && length <= most) change({ length });
          }}
        />
        <Button variant="default" onClick={() => change({})}>
          Another one
        </Button>
      </Group>
      <Group gap="md">
        {choices.map(({ name, label }) => (
          <Checkbox
            key={name}
            label={label}
            checked={settings[name]}
            onChange={(event) => change({ [name]: event.currentTarget.checked })}
          />
        ))}
      </Group>
      {isNothing && (
        <Text size="sm" role="alert">
          Choose letters, digits or signs.
        </Text>
      )}
    </Stack>
  );
}
