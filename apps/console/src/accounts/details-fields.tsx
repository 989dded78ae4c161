// The fields of an account that stay readable.
import { accountTextLengths, type LoginType, loginTypes } from "@hesper/contract";
import { NativeSelect, Stack, TagsInput, TextInput } from "@mantine/core";
import type { AccountDetails } from "./accounts.ts";
import { type DetailProblems, loginForms, loginTypeNames } from "./details.ts";

interface Props {
  readonly details: AccountDetails;
  readonly onChange: (details: AccountDetails) => void;
  readonly problems: DetailProblems;
  /** A template has none. */
  readonly hasLogin?: boolean;
}

const alert = { role: "alert" } as const;

export function DetailsFields({ details, onChange, problems, hasLogin = true }: Props) {
  const set = <K extends keyof AccountDetails>(field: K, value: AccountDetails[K]) =>
    onChange({ ...details, [field]: value });
  const form = loginForms[details.loginType];
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        required
        data-autofocus
        autoComplete="off"
        maxLength={accountTextLengths.name}
        value={details.name}
        onChange={(event) => set("name", event.currentTarget.value)}
        error={problems.name}
        errorProps={alert}
      />
      <TagsInput
        label="URLs"
        description="The pages that it logs in to. Press Enter after each."
        placeholder={details.urls.length === 0 ? "https://mail.example.org" : ""}
        value={details.urls}
        onChange={(urls) => set("urls", urls)}
        splitChars={[" ", "\n"]}
        acceptValueOnBlur
        error={problems.urls}
        errorProps={alert}
      />
      <TagsInput
        label="Apps"
        description="Programs that it logs in to, as they are called. Press Enter after each."
        value={details.apps}
        onChange={(apps) => set("apps", apps)}
        acceptValueOnBlur
        error={problems.apps}
        errorProps={alert}
      />
      <NativeSelect
        label="Login type"
        value={details.loginType}
        onChange={(event) => set("loginType", event.currentTarget.value as LoginType)}
        data={loginTypes.map((value) => ({ value, label: loginTypeNames[value] }))}
      />
      {hasLogin && (
        <TextInput
          label="Login"
          description={form.description}
          placeholder={form.placeholder}
          required
          autoComplete="off"
          data-1p-ignore
          spellCheck={false}
          maxLength={accountTextLengths.login}
          value={details.login}
          onChange={(event) => set("login", event.currentTarget.value)}
          error={problems.login}
          errorProps={alert}
        />
      )}
    </Stack>
  );
}
